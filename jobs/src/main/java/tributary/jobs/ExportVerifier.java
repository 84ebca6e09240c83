package tributary.jobs;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.io.ExportedModel;
import tributary.io.FormatException;
import tributary.io.ParityReport;
import tributary.spark.HadoopFiles;

/** Whether an exported file says what the model said when it was saved. */
final class ExportVerifier {
  private ExportVerifier() {}

  /**
   * Whether a path is a file, or named like one that {@code export} writes; else it is a folder.
   */
  static boolean isExport(String path, Configuration hadoop) throws IOException {
    String lower = path.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".onnx") || lower.endsWith(".safetensors")) {
      return true;
    }
    Path file = new Path(path);
    FileSystem fs = file.getFileSystem(hadoop);
    return fs.exists(file) && fs.getFileStatus(file).isFile();
  }

  /**
   * @throws IOException naming the path, if the file is not a sound export of ours
   */
  static ExportedModel read(String path, byte[] file) throws IOException {
    try {
      return ExportedModel.read(file);
    } catch (FormatException e) {
      throw new IOException(path + ": " + e.getMessage(), e);
    }
  }

  /** As {@link #verify(String, ExportedModel)}, of the whole file's bytes. */
  static ParityReport verify(String path, byte[] file) throws IOException {
    return verify(path, read(path, file));
  }

  /**
   * Computes the parity sample that the file carries.
   *
   * @return a report that agrees
   * @throws IOException naming the path, if the file predicts something else
   */
  static ParityReport verify(String path, ExportedModel export) throws IOException {
    try {
      ParityReport report = export.check();
      report.requireAgreement(
          path, "the file does not compute what the model did; do not use it, and export it again");
      return report;
    } catch (FormatException e) {
      String message = e.getMessage();
      throw new IOException(message.startsWith(path) ? message : path + ": " + message, e);
    }
  }

  /**
   * Reads a file again that was just written.
   *
   * @throws IOException if it does not hold these bytes
   */
  static void requireWritten(HadoopFiles files, String path, byte[] file) throws IOException {
    if (!Arrays.equals(files.read(path, Integer.MAX_VALUE - 8), file)) {
      throw new IOException(
          path + " does not hold what was written to it; check the disk, and export it again");
    }
  }

  static String sha256(byte[] file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256, but this one does not", e);
    }
  }
}

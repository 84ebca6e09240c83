package tributary.jobs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.spark.HadoopFiles;

/**
 * An event file of TensorBoard's that grows record by record, each of them flushed.
 *
 * <p>Curves are not worth a training: what fails here ends the file with one warning, and whatever
 * is written afterwards is dropped.
 */
final class TensorBoardFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TensorBoardFile.class);

  private final String name;
  private @Nullable FSDataOutputStream out;

  private TensorBoardFile(String name, @Nullable FSDataOutputStream out) {
    this.name = name;
    this.out = out;
  }

  /** Where all that is written is dropped. */
  static TensorBoardFile none() {
    return new TensorBoardFile("", null);
  }

  /**
   * A new file, whose name no other has.
   *
   * @param folder is made if it is not there
   * @param attempt how many times the run was begun, from 1
   */
  static TensorBoardFile create(Path folder, int attempt, Configuration configuration) {
    Path path = new Path(folder, name(attempt));
    TensorBoardFile file = new TensorBoardFile(HadoopFiles.display(path), null);
    try {
      file.out = new HadoopFiles(configuration).create(path);
    } catch (IOException | RuntimeException e) {
      file.giveUp(e);
    }
    return file;
  }

  /** TensorBoard reads the files of a folder in the order of their names: by time. */
  private static String name(int attempt) {
    return String.format(
        Locale.ROOT,
        "events.out.tfevents.%010d.%s.%d.%d",
        System.currentTimeMillis() / 1000,
        host(),
        ProcessHandle.current().pid(),
        attempt);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  /** Appends the record, which is only read, in one go. */
  void write(byte[] record) {
    if (out == null) {
      return;
    }
    try {
      out.write(record);
      out.hflush();
    } catch (IOException | RuntimeException | FSError e) {
      giveUp(e);
    }
  }

  @Override
  public void close() {
    try {
      if (out != null) {
        out.close();
      }
    } catch (IOException | RuntimeException | FSError e) {
      giveUp(e);
    }
    out = null;
  }

  /** File systems throw whatever they like; Hadoop's own local one an Error when a disk is full. */
  private void giveUp(Throwable cause) {
    LOG.warn(
        "{} cannot be written ({}); training goes on without it, and TensorBoard shows nothing"
            + " from here on; make room, or set report.tensorBoard = false",
        name,
        cause.getMessage() == null ? cause.toString() : cause.getMessage());
    FSDataOutputStream broken = out;
    out = null;
    try {
      if (broken != null) {
        broken.close();
      }
    } catch (IOException | RuntimeException | FSError e) {
      // The failure that led here has been told.
    }
  }
}

package tributary.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.util.MLWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.ModelFormat;
import tributary.spark.HadoopFiles;

/**
 * Saves an estimator or a model as a folder, on any Hadoop file system.
 *
 * <p>The folder is written under a hidden name beside the place it goes to, and only when it is
 * whole and was read back is it renamed; an old one makes way only then. What is no saved estimator
 * or model is never overwritten.
 */
final class MlpWriter extends MLWriter {
  static final String METADATA = "metadata";
  static final String METADATA_FILE = "metadata/part-00000";

  private static final Logger LOG = LoggerFactory.getLogger(MlpWriter.class);

  private static final String SUCCESS_FILE = "metadata/_SUCCESS";

  private static final int STAGE_BEGIN = 64;

  private final PipelineStage stage;

  MlpWriter(MlpEstimator<?, ?> estimator) {
    this.stage = estimator;
  }

  MlpWriter(MlpModel<?> model) {
    this.stage = model;
  }

  /**
   * @throws IOException if there is something at {@code path} already and {@code overwrite} was not
   *     called, or it is no saved estimator or model, or it cannot be written
   */
  @Override
  public void save(String path) throws IOException {
    Configuration hadoop = sc().hadoopConfiguration();
    Path target = new Path(path);
    FileSystem fs = target.getFileSystem(hadoop);
    target = fs.makeQualified(target);
    boolean there = fs.exists(target);
    if (there) {
      requireReplaceable(fs, target);
    }
    Path whole = beside(target, "tmp");
    try {
      write(whole.toString());
      readBack(whole.toString());
      if (there) {
        replace(fs, whole, target);
      } else {
        rename(fs, whole, target);
      }
    } finally {
      deleteQuietly(fs, whole);
    }
  }

  /** Hidden, and the failure that may have led here is the one to report. */
  private static void deleteQuietly(FileSystem fs, Path path) {
    try {
      fs.delete(path, true);
    } catch (IOException | FSError e) {
      LOG.warn("{} is left over and could not be deleted: {}", path, e.getMessage());
    }
  }

  private void requireReplaceable(FileSystem fs, Path target) throws IOException {
    String path = HadoopFiles.display(target);
    if (!shouldOverwrite()) {
      throw new IOException(
          path + " already exists; use write().overwrite().save(path) to overwrite it");
    }
    boolean empty = fs.getFileStatus(target).isDirectory() && fs.listStatus(target).length == 0;
    if (!empty && !holdsStage(fs, new Path(target, METADATA)) && !holdsModel(fs, target)) {
      throw new IOException(
          path + " is no saved estimator or model and is not overwritten; name another place");
    }
  }

  private static boolean holdsModel(FileSystem fs, Path target) throws IOException {
    return fs.exists(new Path(target, ModelFormat.DESCRIPTION_FILE))
        && fs.exists(new Path(target, ModelFormat.WEIGHTS_FILE));
  }

  /** What Spark's own stages and ours leave, and nothing that happens to be called metadata. */
  private static boolean holdsStage(FileSystem fs, Path metadata) throws IOException {
    if (!fs.exists(metadata) || !fs.getFileStatus(metadata).isDirectory()) {
      return false;
    }
    for (FileStatus file : fs.listStatus(metadata)) {
      if (file.getPath().getName().startsWith("part-") && namesStage(fs, file)) {
        return true;
      }
    }
    return false;
  }

  private static boolean namesStage(FileSystem fs, FileStatus file) throws IOException {
    byte[] begin = new byte[(int) Math.min(file.getLen(), STAGE_BEGIN)];
    try (FSDataInputStream in = fs.open(file.getPath())) {
      in.readFully(0, begin);
    }
    return new String(begin, StandardCharsets.UTF_8).strip().startsWith("{\"class\":\"");
  }

  private static Path beside(Path target, String what) {
    return new Path(
        target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + "." + what);
  }

  private static void replace(FileSystem fs, Path whole, Path target) throws IOException {
    Path old = beside(target, "old");
    rename(fs, target, old);
    try {
      rename(fs, whole, target);
    } catch (IOException | RuntimeException | FSError e) {
      putBack(fs, old, target, e);
      throw e;
    }
    deleteQuietly(fs, old);
  }

  private static void putBack(FileSystem fs, Path old, Path target, Throwable cause)
      throws IOException {
    try {
      rename(fs, old, target);
    } catch (IOException | RuntimeException | FSError e) {
      throw new IOException("the old model is kept as " + old + "; rename it to " + target, cause);
    }
  }

  private static void rename(FileSystem fs, Path from, Path to) throws IOException {
    if (!fs.mkdirs(to.getParent()) || !fs.rename(from, to)) {
      throw new IOException(
          "rename " + from + " to " + to + ": the file system would not; is the parent writable?");
    }
  }

  @Override
  public void saveImpl(String path) {
    try {
      write(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private void write(String path) throws IOException {
    HadoopFiles files = new HadoopFiles(sc().hadoopConfiguration());
    if (stage instanceof MlpModel<?> model) {
      FittedModel fitted = model.fitted();
      ModelDirectory.write(
          path, fitted.description(), fitted.weights(), sc().hadoopConfiguration());
      write(files, path, fitted.labels(), fitted.summary());
    } else {
      saveInitialModel((MlpEstimator<?, ?>) stage, path);
      write(files, path, List.of(), Optional.empty());
    }
  }

  private static void saveInitialModel(MlpEstimator<?, ?> estimator, String path)
      throws IOException {
    if (estimator.isSet(estimator.initialModel())) {
      estimator
          .value(estimator.initialModel())
          .write()
          .save(new Path(path, InitialModelParam.NAME).toString());
    }
  }

  private void write(
      HadoopFiles files, String path, List<String> labels, Optional<TrainingSummary> summary)
      throws IOException {
    String line = SavedStage.of(stage, sc().version(), labels, summary).line();
    files.write(new Path(path, METADATA_FILE).toString(), line.getBytes(StandardCharsets.UTF_8));
    files.write(new Path(path, SUCCESS_FILE).toString(), new byte[0]);
  }

  /** A copy that cannot be read must not take the place of one that can. */
  private void readBack(String path) throws IOException {
    Configuration hadoop = sc().hadoopConfiguration();
    if (stage instanceof MlpModel<?>) {
      ModelDirectory.read(path, hadoop);
    }
    String file = new Path(path, METADATA_FILE).toString();
    SavedStage.parse(
        file, new HadoopFiles(hadoop).read(file, MlpReader.MAX_METADATA), stage.getClass());
  }
}

package tributary.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.util.MLWriter;
import tributary.io.ModelFormat;
import tributary.spark.HadoopFiles;

/**
 * Saves an estimator or a model as a folder, on any Hadoop file system.
 *
 * <p>The folder is written under a hidden name beside the place it goes to, and only when it is
 * whole and was read back is it renamed; an old one makes way only then ({@link SavedFolder}). What
 * is no saved estimator or model is never overwritten.
 */
final class MlpWriter extends MLWriter {
  static final String METADATA = "metadata";
  static final String METADATA_FILE = "metadata/part-00000";

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
    SavedFolder folder = SavedFolder.at(path, sc().hadoopConfiguration());
    folder.mend();
    if (folder.fileSystem().exists(folder.path())) {
      requireReplaceable(folder.fileSystem(), folder.path());
    }
    Path whole = folder.underWay();
    try {
      write(whole.toString());
      readBack(whole.toString());
      folder.replaceBy(whole);
    } finally {
      folder.deleteQuietly(whole);
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

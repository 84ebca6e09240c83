package tributary.jobs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import tributary.io.ModelDescription;
import tributary.io.ModelFormat;
import tributary.jobs.config.RunConfig;
import tributary.spark.HadoopFiles;

/** A model's folder on any Hadoop file system. */
record ModelDirectory(String path, ModelDescription description, float[] weights) {

  /** Writes the weights, then the description, whose presence says that the model is whole. */
  static void write(
      String folder, ModelDescription description, float[] weights, Configuration configuration)
      throws IOException {
    HadoopFiles files = new HadoopFiles(configuration);
    files.write(
        child(folder, ModelFormat.WEIGHTS_FILE),
        out -> ModelFormat.writeWeights(description, weights, out));
    files.write(child(folder, ModelFormat.DESCRIPTION_FILE), ModelFormat.description(description));
  }

  /**
   * Reads a model, or the model of a run directory.
   *
   * @throws IOException if there is none, or it cannot be used; the message says why
   */
  static ModelDirectory read(String folder, Configuration configuration) throws IOException {
    HadoopFiles files = new HadoopFiles(configuration);
    String path = folder;
    if (!files.exists(child(path, ModelFormat.DESCRIPTION_FILE))) {
      path = child(folder, "model");
      if (!files.exists(child(path, ModelFormat.DESCRIPTION_FILE))) {
        throw new IOException(
            folder
                + " holds no model ("
                + ModelFormat.DESCRIPTION_FILE
                + " is missing, also in "
                + path
                + "); name a run directory or its model folder");
      }
    }
    ModelDescription description =
        ModelFormat.readDescription(
            files.read(
                child(path, ModelFormat.DESCRIPTION_FILE), ModelFormat.MAX_DESCRIPTION_LENGTH));
    byte[] weights = files.read(child(path, ModelFormat.WEIGHTS_FILE), Integer.MAX_VALUE - 8);
    return new ModelDirectory(
        path,
        description,
        ModelFormat.readWeights(description, new ByteArrayInputStream(weights), weights.length));
  }

  /** The configuration of the run that made the model, with {@code sets} over it. */
  RunConfig configuration(List<String> sets) {
    return RunConfig.parse(
        path + ", its configuration",
        description.provenance().configuration(),
        sets,
        System.getenv());
  }

  private static String child(String folder, String name) {
    return new Path(folder, name).toString();
  }
}

package tributary.ml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import tributary.io.ModelDescription;
import tributary.io.ModelFormat;
import tributary.spark.HadoopFiles;

/**
 * A model's folder on any Hadoop file system.
 *
 * @param path of the folder that was read
 * @param weights flat, in the order of the network's layout; the caller's own
 */
public record ModelDirectory(String path, ModelDescription description, float[] weights) {

  /** Writes the weights, then the description, whose presence says that the model is whole. */
  public static void write(
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
  public static ModelDirectory read(String folder, Configuration configuration) throws IOException {
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

  private static String child(String folder, String name) {
    return new Path(folder, name).toString();
  }
}

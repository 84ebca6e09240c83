package tributary.ml;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import tributary.io.ModelDescription;
import tributary.io.ModelFormat;
import tributary.io.ParitySample;
import tributary.io.StoredModel;
import tributary.spark.HadoopFiles;

/**
 * A model's folder on any Hadoop file system.
 *
 * @param path of the folder that was read
 * @param weights flat, in the order of the network's layout; the caller's own
 * @param parity empty where the model is of format version 1
 */
public record ModelDirectory(
    String path, ModelDescription description, float[] weights, Optional<ParitySample> parity) {

  /**
   * Writes the weights, a parity sample made of them on this machine, then the description, whose
   * presence says that the model is whole. Always in the current version of the format.
   */
  public static void write(
      String folder, ModelDescription description, float[] weights, Configuration configuration)
      throws IOException {
    HadoopFiles files = new HadoopFiles(configuration);
    files.write(
        child(folder, ModelFormat.WEIGHTS_FILE),
        out -> ModelFormat.writeWeights(description, weights, out));
    ParitySample parity = ParitySample.of(description, weights);
    files.write(child(folder, ModelFormat.PARITY_FILE), parity::write);
    files.write(
        child(folder, ModelFormat.DESCRIPTION_FILE),
        ModelFormat.description(description.with(parity)));
  }

  /**
   * Reads a model, or the model of a run directory.
   *
   * @throws IOException if there is none, or it cannot be used; the message says why
   */
  public static ModelDirectory read(String folder, Configuration configuration) throws IOException {
    StoredModel stored =
        StoredModel.read(
            SavedFolder.toRead(folder, configuration), new Storage(new HadoopFiles(configuration)));
    return new ModelDirectory(
        stored.path(), stored.description(), stored.weights(), stored.parity());
  }

  private static String child(String folder, String name) {
    return new Path(folder, name).toString();
  }

  private record Storage(HadoopFiles files) implements StoredModel.Storage {
    @Override
    public boolean exists(String path) throws IOException {
      return files.exists(path);
    }

    @Override
    public byte[] read(String path, int limit) throws IOException {
      return files.read(path, limit);
    }

    @Override
    public void requireInside(String folder, String name) throws IOException {
      files.requireInside(folder, name);
    }

    @Override
    public String child(String folder, String name) {
      return ModelDirectory.child(folder, name);
    }
  }
}

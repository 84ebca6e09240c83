package tributary.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A model as its folder holds it.
 *
 * @param path of the folder that was read
 * @param weights flat, in the order of the network's layout; the caller's own
 * @param parity empty where the model is of format version 1
 */
public record StoredModel(
    String path, ModelDescription description, float[] weights, Optional<ParitySample> parity) {

  /** The file system that the folder is on. */
  public interface Storage {
    boolean exists(String path) throws IOException;

    /**
     * The bytes of a file.
     *
     * @throws IOException if it is missing, longer than {@code limit} or cannot be read; the
     *     message names it
     */
    byte[] read(String path, int limit) throws IOException;

    String child(String folder, String name);

    /**
     * That the file of that name is no link to somewhere outside of the folder; one that is missing
     * is for {@link #read} to tell.
     *
     * @throws IOException if it is; the message names it
     */
    void requireInside(String folder, String name) throws IOException;
  }

  /**
   * Reads a model, or the model of a run directory, and holds its files to each other.
   *
   * @throws IOException if there is none, or it cannot be used; the message says why
   */
  public static StoredModel read(String folder, Storage storage) throws IOException {
    String path = find(folder, storage);
    for (String name :
        List.of(ModelFormat.DESCRIPTION_FILE, ModelFormat.WEIGHTS_FILE, ModelFormat.PARITY_FILE)) {
      storage.requireInside(path, name);
    }
    ModelDescription description =
        ModelFormat.readDescription(
            storage.read(
                storage.child(path, ModelFormat.DESCRIPTION_FILE),
                ModelFormat.MAX_DESCRIPTION_LENGTH));
    byte[] file =
        storage.read(storage.child(path, ModelFormat.WEIGHTS_FILE), Integer.MAX_VALUE - 8);
    float[] weights =
        ModelFormat.readWeights(description, new ByteArrayInputStream(file), file.length);
    return new StoredModel(path, description, weights, parity(path, description, storage));
  }

  private static String find(String folder, Storage storage) throws IOException {
    String inRun = storage.child(folder, "model");
    for (String path : new String[] {folder, inRun}) {
      if (storage.exists(storage.child(path, ModelFormat.DESCRIPTION_FILE))) {
        return path;
      }
    }
    throw new IOException(
        folder
            + " holds no model ("
            + ModelFormat.DESCRIPTION_FILE
            + " is missing, also in "
            + inRun
            + "); name a run directory or its model folder");
  }

  private static Optional<ParitySample> parity(
      String path, ModelDescription description, Storage storage) throws IOException {
    if (description.paritySha256().isEmpty()) {
      return Optional.empty();
    }
    byte[] file =
        storage.read(
            storage.child(path, ModelFormat.PARITY_FILE), ParitySample.maxLength(description));
    return Optional.of(ParitySample.read(description, file));
  }
}

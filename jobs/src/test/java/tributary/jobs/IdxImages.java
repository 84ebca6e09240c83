package tributary.jobs;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import tributary.data.RandomStream;

/** Writes the four files of an image data set that is a stand-in: ten pictures under noise. */
final class IdxImages {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int UNSIGNED_BYTES = 8;
  private static final long PICTURE = 1;
  private static final long NOISE = 2;

  private IdxImages() {}

  /** In {@code folder}, by the names that Fashion-MNIST's files have. */
  static void write(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", 0, train);
    write(folder, "t10k", train, test);
  }

  private static void write(Path folder, String part, int from, int rows) throws IOException {
    try (DataOutputStream labels = open(folder.resolve(part + "-labels-idx1-ubyte.gz"), rows);
        DataOutputStream images =
            open(folder.resolve(part + "-images-idx3-ubyte.gz"), rows, SIDE, SIDE)) {
      for (int row = from; row < from + rows; row++) {
        int label = row % CLASSES;
        labels.writeByte(label);
        RandomStream picture = new RandomStream(RandomStream.hash(1, PICTURE, label));
        RandomStream noise = new RandomStream(RandomStream.hash(1, NOISE, row));
        for (int i = 0; i < SIDE * SIDE; i++) {
          images.writeByte(picture.nextInt(128) + noise.nextInt(128));
        }
      }
    }
  }

  private static DataOutputStream open(Path file, int... dimensions) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(file), 1 << 16));
    out.writeShort(0);
    out.writeByte(UNSIGNED_BYTES);
    out.writeByte(dimensions.length);
    for (int dimension : dimensions) {
      out.writeInt(dimension);
    }
    return out;
  }
}

package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.CheckpointFormatException;

/** Nothing that can happen to the bytes of a checkpoint on a disk goes by unseen. */
final class CheckpointCorruptionTest {
  private static final int[] FLIPS = {0x01, 0x80, 0xFF};

  private final Configuration configuration = new Configuration();
  private final Path mark;
  private final Path data;
  private int tried;

  CheckpointCorruptionTest(@TempDir Path folder) {
    TinyTraining.train(TinyTraining.store(configuration, folder.toString(), "tiny"), 5);
    mark = folder.resolve("step-0000000005.json");
    data = folder.resolve("step-0000000005-tiny.safetensors");
    assertTrue(Files.exists(mark) && Files.exists(data));
  }

  private void refused(Path file, byte[] damaged, String what) throws IOException {
    Files.write(file, damaged);
    tried++;
    IOException refused =
        assertThrows(
            IOException.class,
            () -> HadoopCheckpointStore.read(configuration, mark.toString()),
            what);
    assertTrue(refused.getCause() instanceof CheckpointFormatException, what + ": " + refused);
  }

  private void everyChangeIsRefused(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      for (int flip : FLIPS) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) flip;
        refused(file, damaged, file + ": byte " + at + " xor " + flip);
      }
      if (whole[at] != 0) {
        byte[] zeroed = whole.clone();
        zeroed[at] = 0;
        refused(file, zeroed, file + ": byte " + at + " zeroed");
      }
    }
    Files.write(file, whole);
  }

  private void everyLengthIsRefused(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      refused(file, Arrays.copyOf(whole, length), file + " cut to " + length);
      refused(file, Arrays.copyOf(whole, 2 * whole.length - length), file + " longer");
    }
    Files.write(file, whole);
  }

  @Test
  void c1EveryFlippedByteOfCheckpointAndManifestIsRefused() throws IOException {
    everyChangeIsRefused(mark);
    everyChangeIsRefused(data);
    assertEquals(5, HadoopCheckpointStore.read(configuration, mark.toString()).checkpoint().step());
    System.out.printf("corruptions tried, all detected: %d%n", tried);
  }

  @Test
  void c2EveryTruncationAndAdditionOfCheckpointAndManifestIsRefused() throws IOException {
    everyLengthIsRefused(mark);
    everyLengthIsRefused(data);
    assertEquals(5, HadoopCheckpointStore.read(configuration, mark.toString()).checkpoint().step());
    System.out.printf("truncations and additions tried, all detected: %d%n", tried);
  }
}

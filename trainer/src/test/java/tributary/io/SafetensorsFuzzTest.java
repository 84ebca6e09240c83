package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;

/** Damage of every kind ends in the one typed error, or in a file that is still sound. */
final class SafetensorsFuzzTest {
  private static final int[] FLIPS = {0x01, 0x80, 0xFF};
  private static final String ALPHABET = "{}[]\":,0123456789.-eE\\u \n\0x";

  private static List<byte[]> corpus() throws Exception {
    List<byte[]> files = new ArrayList<>();
    SafetensorsTest.golden().forEach(golden -> files.add((byte[]) golden.get()[2]));
    List<Tensor> network = new ArrayList<>();
    for (int layer = 0; layer < 3; layer++) {
      network.add(Tensor.of("layers." + layer + ".weight", List.of(3L, 4L), new float[12]));
      network.add(Tensor.of("layers." + layer + ".bias", List.of(3L), new float[3]));
    }
    files.add(Safetensors.toBytes(Map.of("format", "tributary"), network));
    return files;
  }

  /** Reads, and where that succeeds, holds the result to what a sound file promises. */
  private static boolean readsSoundly(byte[] file, String what) {
    try {
      Safetensors read = Safetensors.read(file);
      long bytes = 8L + read.header().length;
      for (Tensor tensor : read.tensors().values()) {
        long elements = tensor.shape().stream().reduce(1L, Math::multiplyExact);
        bytes += elements * tensor.dtype().bits() / 8;
      }
      assertEquals(file.length, bytes, what);
      Safetensors.read(Safetensors.toBytes(read.metadata(), read.tensors().values()));
      return true;
    } catch (SafetensorsException e) {
      assertTrue(e.getMessage().startsWith("safetensors: "), what);
      return false;
    } catch (RuntimeException | Error e) {
      return fail(what, e);
    }
  }

  @Test
  void c1EveryFlippedByteIsRefusedOrHarmless() throws Exception {
    byte[] file = corpus().get(6);
    int refused = 0;
    for (int at = 0; at < file.length; at++) {
      for (int flip : FLIPS) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) flip;
        refused += readsSoundly(damaged, "byte " + at + " xor " + flip) ? 0 : 1;
      }
      byte[] zeroed = file.clone();
      zeroed[at] = 0;
      refused += readsSoundly(zeroed, "byte " + at + " zeroed") ? 0 : 1;
    }
    assertTrue(refused > file.length, "only " + refused + " refused of " + 4 * file.length);
  }

  @Test
  void c5RandomDamageIsRefusedOrHarmless() throws Exception {
    List<byte[]> corpus = corpus();
    int sound = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      RandomStream random = new RandomStream(seed);
      byte[] file = corpus.get(random.nextInt(corpus.size())).clone();
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        file = damage(file, random);
      }
      sound += readsSoundly(file, "seed " + seed) ? 1 : 0;
    }
    assertTrue(sound > 100 && sound < 19_000, "sound after damage: " + sound);
  }

  private static byte[] damage(byte[] file, RandomStream random) {
    if (file.length == 0) {
      return file;
    }
    int at = random.nextInt(file.length);
    int length = Math.min(file.length - at, 1 + random.nextInt(12));
    byte[] damaged = file.clone();
    switch (random.nextInt(6)) {
      case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged[at] = (byte) ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      case 2 -> {
        // Drop a few bytes.
        damaged = Arrays.copyOf(file, file.length - length);
        System.arraycopy(file, at + length, damaged, at, file.length - at - length);
      }
      case 3 -> {
        // Say a few bytes twice.
        damaged = Arrays.copyOf(file, file.length + length);
        System.arraycopy(file, at, damaged, at + length, file.length - at);
      }
      case 4 -> System.arraycopy(file, random.nextInt(at + 1), damaged, at, length);
      default -> damaged[random.nextInt(Math.min(8, file.length))] = (byte) random.nextInt(256);
    }
    return damaged;
  }
}

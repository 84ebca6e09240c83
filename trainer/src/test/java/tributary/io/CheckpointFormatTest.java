package tributary.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;

final class CheckpointFormatTest {
  private static final Map<String, String> METADATA =
      Map.of("step", "12", "lowestLoss", "0.1", "note", "ünï \"quoted\"\n");

  private static byte[] write(Map<String, float[]> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.write(out, tensors, metadata);
    return out.toByteArray();
  }

  private static Map<String, float[]> tensors() {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    tensors.put("weights", new float[] {1, -0f, Float.MIN_VALUE});
    tensors.put("optimizer.momentum", new float[] {0.5f, Float.MAX_VALUE, 3});
    tensors.put("best.weights", new float[0]);
    return tensors;
  }

  @Test
  void c16GivesBackWhatWasWritten() throws Exception {
    for (long seed = 0; seed < 100; seed++) {
      RandomStream random = new RandomStream(seed);
      Map<String, float[]> tensors = tensors();
      float[] values = new float[random.nextInt(50_000)];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      tensors.put("random", values);
      byte[] file = write(tensors, METADATA);
      CheckpointFormat.Contents read = CheckpointFormat.read(file);
      assertEquals(METADATA, read.metadata());
      assertEquals(tensors.keySet(), read.tensors().keySet());
      for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
        assertArrayEquals(tensor.getValue(), read.tensors().get(tensor.getKey()), "seed " + seed);
      }
      assertArrayEquals(file, write(read.tensors(), read.metadata()), "seed " + seed);
    }
  }

  @Test
  void isASafetensorsFile() throws Exception {
    Safetensors file = Safetensors.read(write(tensors(), METADATA));
    assertEquals("12", file.metadata().get("step"));
    assertEquals("tributary-checkpoint", file.metadata().get("tributary.format"));
    assertEquals(List.of(3L), file.tensor("weights").shape());
  }

  @Test
  void c1RefusesEveryChangedByte() throws Exception {
    byte[] file = write(tensors(), METADATA);
    for (int at = 0; at < file.length; at++) {
      for (int value : new int[] {0, ' ', '\n', 0xFF, file[at] ^ 1, file[at] ^ 2, file[at] ^ 128}) {
        if ((byte) value != file[at]) {
          byte[] damaged = file.clone();
          damaged[at] = (byte) value;
          assertThrows(
              CheckpointFormatException.class,
              () -> CheckpointFormat.read(damaged),
              "byte " + at + " set to " + value);
        }
      }
    }
  }

  @Test
  void c2RefusesEveryTruncationAndEveryAddition() throws Exception {
    byte[] file = write(tensors(), METADATA);
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      byte[] longer = Arrays.copyOf(file, file.length + 1 + length);
      assertThrows(CheckpointFormatException.class, () -> CheckpointFormat.read(cut));
      assertThrows(CheckpointFormatException.class, () -> CheckpointFormat.read(longer));
    }
  }

  @Test
  void saysThatAFileIsAnotherKindOrNewer() throws Exception {
    byte[] other = Safetensors.toBytes(Map.of(), List.of());
    assertEquals(
        "checkpoint: tributary.format is null, expected tributary-checkpoint;"
            + " this is another kind of file",
        message(other));
    byte[] newer =
        Safetensors.toBytes(
            Map.of("tributary.format", "tributary-checkpoint", "tributary.formatVersion", "2"),
            List.of());
    assertEquals(
        "checkpoint: format version 2, this build reads 1 to 1;"
            + " resume with the version that wrote it",
        message(newer));
    byte[] unsigned =
        Safetensors.toBytes(
            Map.of("tributary.format", "tributary-checkpoint", "tributary.formatVersion", "1"),
            List.of());
    assertTrue(message(unsigned).contains("the file was damaged"), message(unsigned));
    assertTrue(message(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}).contains("zip archive"));
  }

  private static String message(byte[] file) {
    return assertThrows(CheckpointFormatException.class, () -> CheckpointFormat.read(file))
        .getMessage();
  }

  @Test
  void c7RefusesToWriteWhatItWouldNotRead() {
    IllegalArgumentException nan =
        assertThrows(
            IllegalArgumentException.class,
            () -> write(Map.of("w", new float[] {0, Float.NaN}), Map.of()));
    assertEquals("checkpoint: tensor w: value 1 is NaN, expected finite numbers", nan.getMessage());
    IllegalArgumentException reserved =
        assertThrows(
            IllegalArgumentException.class, () -> write(Map.of(), Map.of("tributary.sha256", "x")));
    assertEquals(
        "checkpoint: metadata name tributary.sha256 is reserved; choose one without tributary.",
        reserved.getMessage());
  }
}

package tributary.io;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tributary.train.BestWeights;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Evaluation;
import tributary.train.GoodWeights;
import tributary.train.Setbacks;

/** Going on from a file is going on from memory: every bit of a training checkpoint comes back. */
final class TrainingCheckpointTest {
  private static final Map<String, String> SETTINGS = Map.of("network", "3 → 1", "seed", "7");
  private static final Evaluation EVALUATION =
      new Evaluation(
          10,
          0.1,
          OptionalDouble.of(1.0 / 3),
          OptionalDouble.empty(),
          OptionalDouble.of(Double.NaN),
          OptionalDouble.of(-0.0),
          OptionalDouble.of(Double.MIN_VALUE));

  private static Checkpoint checkpoint(Optional<BestWeights> best) {
    return checkpoint(best, Setbacks.NONE);
  }

  private static Checkpoint checkpoint(Optional<BestWeights> best, Setbacks setbacks) {
    Map<String, float[]> slots = new LinkedHashMap<>();
    slots.put("variance", new float[] {Float.MIN_VALUE, 1, 2});
    slots.put("momentum", new float[] {-0f, 3, 4});
    return new Checkpoint(
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        7,
        512,
        1L << 40,
        new float[] {1, Float.MAX_VALUE, 0.1f},
        slots,
        new EpochSums(0.1 + 0.2, 1e-300, 12),
        Double.POSITIVE_INFINITY,
        0.30000000000000004,
        2,
        best,
        best.map(BestWeights::evaluation),
        setbacks);
  }

  private static byte[] write(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.write(out, checkpoint, SETTINGS);
    return out.toByteArray();
  }

  private static Checkpoint read(byte[] file) throws IOException {
    StoredCheckpoint stored =
        CheckpointFormat.readCheckpoint(new ByteArrayInputStream(file), file.length);
    assertEquals(SETTINGS, stored.settings());
    return stored.checkpoint();
  }

  @Test
  void setbacksComeBackAndTakeNoRoomWhereThereAreNone() throws Exception {
    Map<String, float[]> slots = new LinkedHashMap<>();
    slots.put("variance", new float[] {1, 2, 3});
    slots.put("momentum", new float[] {4, 5, 6});
    GoodWeights good = new GoodWeights(50, 0.7, new float[] {7, 8, 9}, slots);
    Setbacks written = new Setbacks(2, 77, 0.125, Optional.of(good));
    Setbacks read = read(write(checkpoint(Optional.empty(), written))).setbacks();
    assertEquals(2, read.inRow());
    assertEquals(77, read.lastStep());
    assertEquals(0.125, read.rateFactor());
    GoodWeights back = read.good().orElseThrow();
    assertEquals(50, back.step());
    assertEquals(0.7, back.highestLoss());
    assertArrayEquals(good.weights(), back.weights());
    assertEquals(List.of("variance", "momentum"), List.copyOf(back.optimizerSlots().keySet()));
    assertArrayEquals(slots.get("momentum"), back.optimizerSlots().get("momentum"));
    Setbacks skipped = new Setbacks(1, 5, 1, Optional.empty());
    assertEquals(skipped, read(write(checkpoint(Optional.empty(), skipped))).setbacks());
    byte[] none = write(checkpoint(Optional.empty()));
    assertEquals(Setbacks.NONE, read(none).setbacks());
    assertFalse(new String(none, ISO_8859_1).contains("setbacks"));
  }

  @Test
  void c16EverythingComesBack() throws Exception {
    Checkpoint written =
        checkpoint(Optional.of(new BestWeights(99, new float[] {7, 8, 9}, EVALUATION)));
    byte[] file = write(written);
    Checkpoint read = read(file);
    assertEquals(written.seed(), read.seed());
    assertEquals(written.rows(), read.rows());
    assertEquals(written.shards(), read.shards());
    assertEquals(written.batchSize(), read.batchSize());
    assertEquals(written.step(), read.step());
    assertEquals(written.epoch(), read.epoch());
    assertEquals(written.lowestLoss(), read.lowestLoss());
    assertEquals(written.patienceLoss(), read.patienceLoss());
    assertEquals(written.waited(), read.waited());
    assertArrayEquals(written.weights(), read.weights());
    assertEquals(List.of("variance", "momentum"), List.copyOf(read.optimizerSlots().keySet()));
    written
        .optimizerSlots()
        .forEach((name, slot) -> assertArrayEquals(slot, read.optimizerSlots().get(name), name));
    BestWeights best = read.best().orElseThrow();
    assertEquals(99, best.step());
    assertEquals(EVALUATION, best.evaluation());
    assertEquals(Optional.of(EVALUATION), read.validation());
    assertArrayEquals(new float[] {7, 8, 9}, best.weights());
    assertArrayEquals(file, write(read));
  }

  @Test
  void thereMayBeNoBestWeightsYet() throws Exception {
    byte[] file = write(checkpoint(Optional.empty()));
    assertEquals(Optional.empty(), read(file).best());
    assertArrayEquals(file, write(read(file)));
  }

  @Test
  void refusesWholeFilesThatAreNoTrainingCheckpoints() throws Exception {
    assertEquals(
        "checkpoint: metadata state is missing; the file is not a training checkpoint",
        refusal(Map.of(), Map.of()));
    assertEquals(
        "checkpoint: state: is [], expected an object", refusal(Map.of(), Map.of("state", "[]")));
    CheckpointFormat.Contents sound = CheckpointFormat.read(write(checkpoint(Optional.empty())));
    assertEquals(
        "checkpoint: tensor optimizer.variance is missing; the file has [weights]",
        refusal(Map.of("weights", new float[3]), sound.metadata()));
    String state = sound.metadata().getOrDefault("state", "");
    assertEquals(
        "checkpoint: state: shards is -7, expected a whole number from 0 to 2147483647",
        refusal(sound.tensors(), Map.of("state", state.replace("\"shards\":7", "\"shards\":-7"))));
  }

  private static String refusal(Map<String, float[]> tensors, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.write(out, tensors, metadata);
    return assertThrows(CheckpointFormatException.class, () -> read(out.toByteArray()))
        .getMessage();
  }
}

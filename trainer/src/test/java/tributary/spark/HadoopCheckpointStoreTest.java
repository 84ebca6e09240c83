package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Setbacks;

/** Checkpoints on a real file system: the newest whole one is found, whatever lies beside it. */
final class HadoopCheckpointStoreTest {
  private static final Map<String, String> SETTINGS = Map.of("seed", "1");

  @TempDir private Path dir;
  private Path folder = Path.of("");

  @BeforeEach
  void folder() {
    folder = dir.resolve("checkpoints");
  }

  private HadoopCheckpointStore store(int keep) {
    return new HadoopCheckpointStore(new Configuration(), folder.toString(), keep, SETTINGS);
  }

  private static Checkpoint checkpoint(long step) {
    return new Checkpoint(
        1,
        10,
        2,
        5,
        step,
        new float[] {step, 0.1f},
        Map.of("momentum.velocity", new float[] {1, -step}),
        new EpochSums(0.5, 5, 5),
        Double.POSITIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        0,
        Optional.empty(),
        Optional.empty(),
        Setbacks.NONE);
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsSavedComesBackWithItsSettings() {
    assertEquals(Optional.empty(), store(2).latest());
    store(2).save(checkpoint(7));
    var stored = store(2).newest().orElseThrow();
    assertEquals(SETTINGS, stored.settings());
    assertEquals(7, stored.checkpoint().step());
    assertArrayEquals(new float[] {7, 0.1f}, stored.checkpoint().weights());
    assertArrayEquals(
        new float[] {1, -7}, stored.checkpoint().optimizerSlots().get("momentum.velocity"));
  }

  @Test
  void theNewestStayAndForeignFilesAreLeftAlone() throws Exception {
    Files.createDirectories(folder.resolve("step-0000000099.safetensors.d"));
    Files.writeString(folder.resolve("step-abc.safetensors"), "foreign");
    Files.writeString(folder.resolve(".step-0000000098.safetensors.1.tmp"), "half");
    for (long step : new long[] {5, 10, 15, 20}) {
      store(2).save(checkpoint(step));
    }
    assertEquals(
        List.of(
            ".step-0000000098.safetensors.1.tmp",
            "step-0000000015.safetensors",
            "step-0000000020.safetensors",
            "step-0000000099.safetensors.d",
            "step-abc.safetensors"),
        names());
    assertEquals(20, store(2).latest().orElseThrow().step());
  }

  @Test
  void theStepDecidesAndNotTheClock() throws Exception {
    store(3).save(checkpoint(9));
    store(3).save(checkpoint(20));
    Files.setLastModifiedTime(
        folder.resolve("step-0000000020.safetensors"), FileTime.fromMillis(0));
    assertEquals(20, store(3).latest().orElseThrow().step());
  }

  @Test
  void everyTruncationIsSetAsideForTheOneBefore() throws Exception {
    store(3).save(checkpoint(1));
    store(3).save(checkpoint(2));
    Path newest = folder.resolve("step-0000000002.safetensors");
    byte[] whole = Files.readAllBytes(newest);
    for (int length = 0; length < whole.length; length += 7) {
      Files.deleteIfExists(folder.resolve("step-0000000002.safetensors.corrupt"));
      Files.write(newest, Arrays.copyOf(whole, length));
      assertEquals(1, store(3).latest().orElseThrow().step(), "cut to " + length);
      assertTrue(names().contains("step-0000000002.safetensors.corrupt"));
    }
  }

  @Test
  void noneValidIsAnErrorAndNeverAFreshStart() throws Exception {
    store(1).save(checkpoint(3));
    Path only = folder.resolve("step-0000000003.safetensors");
    byte[] bytes = Files.readAllBytes(only);
    bytes[bytes.length - 1] ^= 1;
    Files.write(only, bytes);
    for (int tries = 0; tries < 2; tries++) {
      UncheckedIOException refused =
          assertThrows(UncheckedIOException.class, () -> store(1).latest());
      String message = refused.toString();
      assertTrue(message.contains("none of the 1 checkpoints"), message);
      assertTrue(message.contains("checkpoint.resume=never"), message);
    }
    IOException named =
        assertThrows(
            IOException.class,
            () -> HadoopCheckpointStore.read(new Configuration(), only.toString()));
    assertTrue(named.toString().contains(only.toString()), named.toString());
  }

  @Test
  void whatWasSavedLastIsTheLatestAlsoAfterGoingBack() throws Exception {
    for (long step : new long[] {5, 10, 7}) {
      store(1).save(checkpoint(step));
      assertEquals(step, store(1).latest().orElseThrow().step());
    }
    assertEquals(List.of("step-0000000007.safetensors"), names());
  }

  @Test
  void whatCannotBeWrittenLeavesTheOlderOnes() throws Exception {
    store(1).save(checkpoint(3));
    Files.createDirectories(folder.resolve("step-0000000004.safetensors"));
    assertThrows(UncheckedIOException.class, () -> store(1).save(checkpoint(4)));
    assertEquals(3, store(1).latest().orElseThrow().step());
  }
}

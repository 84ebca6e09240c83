package tributary.spark;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.CheckpointFormat;
import tributary.io.CheckpointOrigin;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Evaluation;
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
    return store(keep, "a");
  }

  private HadoopCheckpointStore store(int keep, String run) {
    return new HadoopCheckpointStore(
        new Configuration(), folder.toString(), keep, CheckpointOrigin.of(run, SETTINGS));
  }

  private HadoopCheckpointStore faulty(int keep, String... keysAndValues) {
    Configuration conf = FaultyFileSystem.configuration("faulty");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      conf.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new HadoopCheckpointStore(
        conf, "faulty://" + folder, keep, CheckpointOrigin.of("faulty", SETTINGS));
  }

  private static String mark(long step) {
    return "step-%010d.json".formatted(step);
  }

  private static String data(long step) {
    return "step-%010d-a.safetensors".formatted(step);
  }

  /** As versions before there were manifests wrote it. */
  private void saveAsBefore(long step) throws Exception {
    Files.createDirectories(folder);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFormat.write(out, checkpoint(step), SETTINGS);
    Files.write(folder.resolve("step-%010d.safetensors".formatted(step)), out.toByteArray());
  }

  private static void flip(Path file) throws Exception {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static Checkpoint checkpoint(long step) {
    return checkpoint(step, Optional.empty());
  }

  private static Checkpoint checkpoint(long step, double validationLoss) {
    return checkpoint(
        step,
        Optional.of(
            new Evaluation(
                4,
                validationLoss,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty())));
  }

  private static Checkpoint checkpoint(long step, Optional<Evaluation> validation) {
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
        validation,
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
    assertEquals(data(7), stored.manifest().orElseThrow().file());
    assertEquals("a", stored.manifest().orElseThrow().runId());
  }

  @Test
  void c10ForeignAndStaleFilesAreNoCheckpoints() throws Exception {
    Files.createDirectories(folder.resolve("step-0000000099.safetensors.d"));
    Files.createDirectories(folder.resolve("step-0000000097.json"));
    for (String foreign :
        List.of(
            "step-abc.safetensors",
            "step-99.json",
            "x.ubj",
            "ckpt-abc",
            ".step-0000000098.json.crc",
            ".step-0000000098.safetensors.1.tmp",
            "step-0000000098.json.corrupt",
            "step-99999999999999999999.json")) {
      Files.writeString(folder.resolve(foreign), "foreign");
    }
    Files.createSymbolicLink(folder.resolve("latest"), folder.resolve("nowhere"));
    String stale = ".step-0000000098-a.safetensors.123e4567-e89b-12d3-a456-426614174000.tmp";
    Files.writeString(folder.resolve(stale), "half");
    List<String> before = names();
    assertEquals(Optional.empty(), store(2).latest());
    for (long step : new long[] {5, 10, 15, 20}) {
      store(2).save(checkpoint(step));
    }
    assertEquals(20, store(2).latest().orElseThrow().step());
    TreeSet<String> expected = new TreeSet<>(before);
    expected.remove(stale);
    expected.addAll(List.of(mark(15), data(15), mark(20), data(20)));
    assertEquals(List.copyOf(expected), names());
  }

  @Test
  void c12TheStepDecidesAndNotTheClock() throws Exception {
    store(3).save(checkpoint(9));
    store(3).save(checkpoint(20));
    for (String name : List.of(mark(20), data(20))) {
      Files.setLastModifiedTime(folder.resolve(name), FileTime.fromMillis(0));
    }
    assertEquals(20, store(3).latest().orElseThrow().step());
  }

  @Test
  void c11TheNewestIsSetAsideAndTheOneBeforeIsUsed() throws Exception {
    for (String which : List.of(mark(2), data(2))) {
      store(3).save(checkpoint(1));
      store(3).save(checkpoint(2));
      flip(folder.resolve(which));
      assertEquals(1, store(3).latest().orElseThrow().step(), which);
      assertEquals(
          List.of(data(1), mark(1), data(2) + ".corrupt", mark(2) + ".corrupt"), names(), which);
    }
  }

  @Test
  void c11AMarkWithoutItsDataIsSetAside() throws Exception {
    store(3).save(checkpoint(1));
    store(3).save(checkpoint(2));
    Files.delete(folder.resolve(data(2)));
    assertEquals(1, store(3).latest().orElseThrow().step());
    assertEquals(List.of(data(1), mark(1), mark(2) + ".corrupt"), names());
  }

  /** A good file under another checkpoint's mark or name is not that checkpoint. */
  @Test
  void c11TwoCheckpointsAreNeverMixed() throws Exception {
    store(3).save(checkpoint(1));
    store(3).save(checkpoint(2));
    Files.copy(folder.resolve(data(1)), folder.resolve(data(2)), REPLACE_EXISTING);
    assertEquals(1, store(3).latest().orElseThrow().step());
    store(3).save(checkpoint(2));
    Files.copy(folder.resolve(mark(1)), folder.resolve(mark(2)), REPLACE_EXISTING);
    assertEquals(1, store(3).latest().orElseThrow().step());
  }

  @Test
  void c11NoneValidIsAnErrorAndNeverAFreshStart() throws Exception {
    store(1).save(checkpoint(3));
    flip(folder.resolve(data(3)));
    for (int tries = 0; tries < 2; tries++) {
      UncheckedIOException refused =
          assertThrows(UncheckedIOException.class, () -> store(1).latest());
      String message = refused.toString();
      assertTrue(message.contains("none of the 1 checkpoints"), message);
      assertTrue(message.contains("checkpoint.resume=never"), message);
    }
    for (String name : List.of(mark(3), data(3))) {
      String path = folder.resolve(name).toString();
      IOException named =
          assertThrows(
              IOException.class, () -> HadoopCheckpointStore.read(new Configuration(), path));
      assertTrue(named.toString().contains(path), named.toString());
    }
  }

  @Test
  void c9DataWithoutAMarkIsNotListed() throws Exception {
    store(2).save(checkpoint(3));
    store(2, "b").save(checkpoint(5));
    Files.delete(folder.resolve(mark(5)));
    assertEquals(3, store(2).latest().orElseThrow().step());
    store(2).save(checkpoint(6));
    assertEquals(List.of(data(3), mark(3), data(6), mark(6)), names());
  }

  /** Their name tells them from data that never got its mark. */
  @Test
  void checkpointsFromBeforeThereWereMarksCountByThemselves() throws Exception {
    saveAsBefore(5);
    saveAsBefore(8);
    var stored = store(2).newest().orElseThrow();
    assertEquals(8, stored.checkpoint().step());
    assertEquals(Optional.empty(), stored.manifest());
    store(2).save(checkpoint(11));
    assertEquals(List.of("step-0000000008.safetensors", data(11), mark(11)), names());
    flip(folder.resolve(mark(11)));
    assertEquals(8, store(2).latest().orElseThrow().step());
    flip(folder.resolve("step-0000000008.safetensors"));
    assertThrows(UncheckedIOException.class, () -> store(2).latest());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void c13ExactlySoManyStay(int keep) throws Exception {
    for (long step = 1; step <= 5; step++) {
      store(keep).save(checkpoint(step));
      TreeSet<String> expected = new TreeSet<>();
      for (long kept = Math.max(1, step - keep + 1); kept <= step; kept++) {
        expected.addAll(List.of(mark(kept), data(kept)));
      }
      assertEquals(List.copyOf(expected), names());
    }
  }

  @Test
  void c13TheBestStaysBesideTheNewest() throws Exception {
    double[] losses = {0.9, 0.4, 0.7, 0.4, 0.8, 0.3, 0.5};
    long[] best = {1, 2, 2, 2, 2, 6, 6};
    for (int step = 1; step <= losses.length; step++) {
      store(1).save(checkpoint(step, losses[step - 1]));
      TreeSet<String> expected = new TreeSet<>(List.of(mark(step), data(step)));
      expected.addAll(List.of(mark(best[step - 1]), data(best[step - 1])));
      assertEquals(List.copyOf(expected), names());
    }
    store(1).save(checkpoint(8));
    assertEquals(List.of(data(6), mark(6), data(8), mark(8)), names());
    store(1).save(checkpoint(9, Double.NaN));
    assertEquals(List.of(data(6), mark(6), data(9), mark(9)), names());
  }

  @Test
  void c13WhatCannotBeDeletedIsOnlyWarnedOfAndStaysWhole() throws Exception {
    faulty(1).save(checkpoint(1));
    faulty(1, "faulty.refuseDelete", "step-").save(checkpoint(2));
    assertEquals(4, names().size(), names().toString());
    // The mark stays, and so does its data.
    faulty(1, "faulty.refuseDelete", mark(1)).save(checkpoint(3));
    assertTrue(names().contains("step-0000000001-faulty.safetensors"), names().toString());
    assertEquals(3, faulty(1).latest().orElseThrow().step());
    faulty(1).save(checkpoint(4));
    assertEquals(2, names().size(), names().toString());
  }

  @Test
  void c13AnOlderOneGoesOnlyWhenTheNewOneReadsBack() throws Exception {
    faulty(1).save(checkpoint(1));
    for (String damaged : List.of(".safetensors", ".json")) {
      assertThrows(
          UncheckedIOException.class,
          () -> faulty(1, "faulty.garble", damaged).save(checkpoint(2)),
          damaged);
      assertEquals(1, faulty(1).latest().orElseThrow().step(), damaged);
    }
  }

  @Test
  void whatWasSavedLastIsTheLatestAlsoAfterGoingBack() throws Exception {
    for (long step : new long[] {5, 10, 7}) {
      store(1).save(checkpoint(step));
      assertEquals(step, store(1).latest().orElseThrow().step());
    }
    assertEquals(List.of(data(7), mark(7)), names());
  }

  @Test
  void c8AFullDiskLeavesTheOlderOnes() throws Exception {
    faulty(1).save(checkpoint(3));
    List<String> before = names();
    byte[] sound = Files.readAllBytes(folder.resolve(before.get(0)));
    for (String full : List.of(".safetensors", ".json")) {
      UncheckedIOException refused =
          assertThrows(
              UncheckedIOException.class,
              () ->
                  faulty(1, "faulty.fullAfter", "100", "faulty.fullName", full)
                      .save(checkpoint(4)));
      assertTrue(refused.toString().contains("No space left"), refused.toString());
      assertEquals(3, faulty(1).latest().orElseThrow().step());
      assertFalse(names().stream().anyMatch(name -> name.endsWith(".tmp")), names().toString());
      assertArrayEquals(sound, Files.readAllBytes(folder.resolve(before.get(0))));
    }
    faulty(1).save(checkpoint(5));
    assertEquals(2, names().size(), names().toString());
  }

  @Test
  void c9ARenameThatIsRefusedIsAFailure() throws Exception {
    store(1).save(checkpoint(3));
    assertThrows(
        UncheckedIOException.class,
        () -> faulty(1, "faulty.refuseRename", "1").save(checkpoint(4)));
    assertEquals(List.of(data(3), mark(3)), names());
    assertEquals(3, store(1).latest().orElseThrow().step());
  }

  @Test
  void c9AFolderInTheWayIsAFailureAndNothingNests() throws Exception {
    store(1).save(checkpoint(3));
    Files.createDirectories(folder.resolve(data(4)).resolve("inside"));
    assertThrows(UncheckedIOException.class, () -> store(1).save(checkpoint(4)));
    Files.createDirectories(folder.resolve(mark(5)).resolve("inside"));
    assertThrows(UncheckedIOException.class, () -> store(1).save(checkpoint(5)));
    assertEquals(3, store(1).latest().orElseThrow().step());
    Files.writeString(dir.resolve("file"), "in the way");
    HadoopCheckpointStore below =
        new HadoopCheckpointStore(
            new Configuration(),
            dir.resolve("file/checkpoints").toString(),
            1,
            CheckpointOrigin.of("a", SETTINGS));
    assertThrows(UncheckedIOException.class, () -> below.save(checkpoint(6)));
  }

  @Test
  void c16SavedAgainTheDataIsTheSameToTheByte() throws Exception {
    store(1).save(checkpoint(3, 0.25));
    Checkpoint read = store(1).latest().orElseThrow();
    byte[] first = Files.readAllBytes(folder.resolve(data(3)));
    store(1, "b").save(read);
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("step-0000000003-b.safetensors")));
    assertFalse(names().contains(data(3)), names().toString());
  }
}

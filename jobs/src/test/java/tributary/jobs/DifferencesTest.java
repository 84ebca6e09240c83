package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.io.CheckpointManifest;
import tributary.io.CheckpointOrigin;
import tributary.io.StoredCheckpoint;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Setbacks;

final class DifferencesTest {
  static Checkpoint checkpoint(long step) {
    return new Checkpoint(
        1,
        10,
        2,
        5,
        step,
        new float[] {step},
        Map.of(),
        new EpochSums(0, 0, 0),
        1,
        1,
        0,
        Optional.empty(),
        Optional.empty(),
        Setbacks.NONE);
  }

  private static CheckpointOrigin origin(String fingerprint, Map<String, String> settings) {
    return new CheckpointOrigin(
        "run", settings, Optional.of(fingerprint).filter(text -> !text.isEmpty()), Map.of());
  }

  private static StoredCheckpoint stored(CheckpointOrigin origin) {
    CheckpointManifest manifest =
        CheckpointManifest.of(
            checkpoint(3), origin, "step-0000000003-run.safetensors", 1, "0".repeat(64));
    return new StoredCheckpoint(checkpoint(3), origin.settings(), Optional.of(manifest));
  }

  @Test
  void c15EachDifferenceNamesFieldOldAndNew() {
    Differences differences =
        Differences.between(
            stored(origin("aa", Map.of("seed", "1", "shards", "2", "gemm", "reference"))),
            origin("bb", Map.of("seed", "7", "shards", "2", "gemm", "openblas")));
    assertEquals(
        List.of(
            "data fingerprint was aa, is bb",
            "gemm was reference, is openblas",
            "seed was 1, is 7"),
        differences.found());
    assertEquals(Optional.empty(), differences.note());
    UsageException refused =
        assertThrows(UsageException.class, () -> differences.requireNoneUnless(false));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("seed was 1, is 7; use the same"), message);
    assertTrue(message.contains("checkpoint.force=true"), message);
  }

  @Test
  void c15ForcedEachDifferenceIsWarnedOf() {
    Differences differences =
        Differences.between(
            stored(origin("aa", Map.of("seed", "1"))), origin("bb", Map.of("seed", "7")));
    try (CapturedWarnings warnings = new CapturedWarnings(Differences.class)) {
      differences.requireNoneUnless(true);
      assertEquals(2, warnings.messages().size(), warnings.messages().toString());
      assertTrue(warnings.messages().get(1).contains("seed was 1, is 7"));
    }
  }

  /** A checkpoint of an earlier version is not refused for what that version did not know. */
  @Test
  void k8AnotherPasswordIsNoDifferenceAndHidesNone() {
    StoredCheckpoint old =
        stored(
            origin("f", Map.of("data.path", "s3a://me:hunter2@bucket/a", "api.token", "hunter3")));
    Differences same =
        Differences.between(
            old, origin("f", Map.of("data.path", "s3a://(redacted)@bucket/a", "api.token", "x")));
    assertEquals(List.of(), same.found());
    Differences other =
        Differences.between(
            old, origin("f", Map.of("data.path", "s3a://me:hunter4@bucket/b", "api.token", "x")));
    assertEquals(
        List.of("data.path was s3a://(redacted)@bucket/a, is s3a://(redacted)@bucket/b"),
        other.found());
  }

  @Test
  void c15WhatIsNotSaidIsNoDifference() {
    StoredCheckpoint before =
        new StoredCheckpoint(checkpoint(3), Map.of("seed", "1", "dropped", "x"), Optional.empty());
    Differences differences =
        Differences.between(before, origin("bb", Map.of("seed", "1", "training.onNonFinite", "y")));
    assertEquals(List.of(), differences.found());
    differences.requireNoneUnless(false);
    String note = differences.note().orElseThrow();
    assertTrue(note.contains("data fingerprint, training.onNonFinite, dropped"), note);
    assertTrue(note.contains("as earlier versions wrote"), note);
  }
}

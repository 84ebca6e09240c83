package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.CheckpointOrigin;
import tributary.spark.HadoopCheckpointStore;
import tributary.train.CheckpointStore;

/** Two drivers never write into one run directory. */
@Timeout(60)
final class RunLockTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final RunLock.Holder ELSEWHERE =
      new RunLock.Holder("other", "no-such-host.invalid", 1, "2026-01-01T00:00:00Z", 7);

  @TempDir private Path dir;
  private final Configuration configuration = new Configuration();

  private RunLock acquire(String run) throws IOException {
    return RunLock.acquire(dir.toString(), RunLock.Holder.self(run), configuration, SHORT);
  }

  private Path file() {
    return dir.resolve(RunLock.FILE);
  }

  private static void assertInUse(UsageException refused) {
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("is in use by another driver"), message);
    assertTrue(message.contains("run.dir"), message);
  }

  @Test
  void c14ASecondDriverIsRefusedUntilTheFirstIsDone() throws Exception {
    try (RunLock first = acquire("first")) {
      first.requireHeld();
      assertInUse(assertThrows(UsageException.class, () -> acquire("second")));
      first.requireHeld();
    }
    assertFalse(Files.exists(file()));
    acquire("second").close();
  }

  @Test
  void c14AReservedRunDirectoryIsNotReservedAgain() throws Exception {
    String run = dir.resolve("run").toString();
    RunDirectory first = RunDirectory.reserve(run, true, configuration);
    assertInUse(
        assertThrows(UsageException.class, () -> RunDirectory.reserve(run, true, configuration)));
    first.requireHeld();
    first.release();
    RunDirectory second = RunDirectory.reserve(run, true, configuration);
    second.release();
    second.removeIfEmpty();
    assertFalse(Files.exists(dir.resolve("run")));
  }

  @Test
  void c14WhatAKilledProcessLeftIsTakenOverAtOnce() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    RunLock.Holder self = RunLock.Holder.self("x");
    RunLock.Holder killed =
        new RunLock.Holder(
            "killed",
            self.host(),
            process.pid(),
            process.info().startInstant().orElseThrow().toString(),
            3);
    Files.write(file(), killed.encode());
    assertInUse(assertThrows(UsageException.class, () -> acquire("second")));
    process.destroyForcibly().waitFor();
    acquire("second").close();
    // Nor does another process of the same number keep it.
    RunLock.Holder reused =
        new RunLock.Holder("old", self.host(), self.pid(), "2020-01-01T00:00:00Z", 3);
    Files.write(file(), reused.encode());
    acquire("third").close();
  }

  @Test
  void c14ALockOfAnotherMachineHoldsForAsLongAsItChanges() throws Exception {
    Files.write(file(), ELSEWHERE.encode());
    acquire("second").close();
    Files.writeString(file(), "half of a lo");
    acquire("second").close();
    AtomicBoolean stop = new AtomicBoolean();
    Files.write(file(), ELSEWHERE.encode());
    Path beside = dir.resolve("beside");
    Thread beating =
        new Thread(
            () -> {
              RunLock.Holder holder = ELSEWHERE;
              while (!stop.get()) {
                holder = holder.afterBeat();
                try {
                  // As the lock itself does it: nobody ever reads half of one.
                  Files.write(beside, holder.encode());
                  Files.move(beside, file(), StandardCopyOption.ATOMIC_MOVE);
                  Thread.sleep(20);
                } catch (IOException | InterruptedException e) {
                  return;
                }
              }
            });
    beating.start();
    try {
      assertInUse(
          assertThrows(
              UsageException.class,
              () ->
                  RunLock.acquire(
                      dir.toString(),
                      RunLock.Holder.self("second"),
                      configuration,
                      Duration.ofSeconds(20))));
    } finally {
      stop.set(true);
      beating.join();
    }
  }

  /** A driver that was silent too long finds its folder taken, and writes nothing more there. */
  @Test
  void c14WhoLostTheFolderSavesNoCheckpoint() throws Exception {
    RunDirectory directory =
        RunDirectory.reserve(dir.resolve("run").toString(), true, configuration);
    Path lock = dir.resolve("run").resolve(RunLock.FILE);
    Files.write(lock, ELSEWHERE.encode());
    CheckpointStore never =
        new OwnFolderStore(
            new HadoopCheckpointStore(
                configuration,
                directory.checkpoints(),
                1,
                CheckpointOrigin.of(directory.runId(), Map.of())),
            directory);
    assertInUse(
        assertThrows(UsageException.class, () -> never.save(DifferencesTest.checkpoint(1))));
    assertFalse(Files.exists(dir.resolve("run/checkpoints")));
    directory.release();
    // Nor does it take the other's lock away.
    assertArrayEquals(ELSEWHERE.encode(), Files.readAllBytes(lock));
  }
}

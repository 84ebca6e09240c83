package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.TensorBoardEvent;
import tributary.jobs.config.RunConfig;
import tributary.spark.HadoopCheckpointStore;

/** A run that was stopped and goes on ends with the weights of one that never was, to the bit. */
final class ResumeTest {
  private static final String[] SETTINGS = {
    "training.momentum=0.9",
    "training.epochs=4",
    "data.validation.fraction=0.2",
    "checkpoint.everySteps=3",
    "checkpoint.keep=2",
    "data.exclude=sign",
    "network.layers=[8, { dropout = 0.2 }]"
  };

  @TempDir private Path dir;
  private String configuration = "";

  @BeforeEach
  void table() throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    configuration = Commands.small(csv, "y", "regression");
  }

  /** Trains into {@code run} until {@code steps} steps are made, as after Ctrl-C. */
  private void interrupted(Path run, int steps) throws Exception {
    assertEquals(2, Commands.train(dir, configuration, "no.such.key=1").exitCode());
    RunConfig config =
        RunConfig.load(dir.resolve("test.conf"), List.of(SETTINGS), Map.of())
            .withRunDir(run.toString());
    AtomicInteger asked = new AtomicInteger();
    TrainingRun training =
        new TrainingRun(
            config,
            SparkSession.active(),
            new Console(new PrintWriter(new StringWriter())),
            () -> asked.getAndIncrement() >= steps,
            System.nanoTime());
    assertThrows(InterruptedRun.class, training::run);
    assertEquals("interrupted", Project.text(run, "status"));
  }

  private CommandResult train(Path run, String... more) throws Exception {
    String[] sets = new String[SETTINGS.length + more.length + 1];
    System.arraycopy(SETTINGS, 0, sets, 0, SETTINGS.length);
    System.arraycopy(more, 0, sets, SETTINGS.length, more.length);
    sets[sets.length - 1] = "run.dir=" + run;
    return Commands.train(dir, configuration, sets);
  }

  @Test
  void resumedInPlaceOrByPathItEndsWithTheSameWeights() throws Exception {
    Path whole = dir.resolve("whole");
    assertEquals(0, train(whole).exitCode());
    String expected = Project.text(whole, "weightsSha256");
    for (int steps : new int[] {1, 7, 12}) {
      Path run = dir.resolve("stopped-" + steps);
      interrupted(run, steps);
      Path elsewhere = dir.resolve("elsewhere-" + steps);
      CommandResult byPath = train(elsewhere, "checkpoint.resume=" + run);
      assertEquals(0, byPath.exitCode(), byPath.err());
      assertEquals(expected, Project.text(elsewhere, "weightsSha256"));
      CommandResult inPlace = train(run);
      assertEquals(0, inPlace.exitCode(), inPlace.err());
      assertTrue(inPlace.out().contains("after step " + steps), inPlace.out());
      assertEquals(expected, Project.text(run, "weightsSha256"));
      assertEquals(Project.summary(whole, "steps"), Project.summary(run, "steps"));
      assertEquals(Project.summary(whole, "validation"), Project.summary(run, "validation"));
      assertTrue(
          Files.exists(run.resolve("metrics.jsonl"))
              && Files.exists(run.resolve("metrics-2.jsonl")));
      assertCurvesGoOn(run, 2, steps);
      assertCurvesGoOn(elsewhere, 1, steps);
    }
  }

  /** The newest of so many event files begins by taking back this step and all later ones. */
  private static void assertCurvesGoOn(Path run, int files, long step) throws Exception {
    List<Path> all = EventFiles.of(run);
    assertEquals(files, all.size());
    assertTrue(all.get(files - 1).toString().endsWith("." + files), all.toString());
    List<TensorBoardEvent> events = EventFiles.read(all.get(files - 1));
    assertTrue(events.get(0).fileVersion().isPresent() && events.get(1).start());
    assertEquals(step, events.get(1).step());
    assertEquals(1, events.stream().filter(TensorBoardEvent::start).count());
    assertTrue(events.stream().skip(2).allMatch(event -> event.step() >= step));
    if (files > 1) {
      List<TensorBoardEvent> before = EventFiles.read(all.get(0));
      assertTrue(before.stream().noneMatch(event -> event.start() || event.step() >= step));
    }
  }

  @Test
  void c15OtherSettingsAreRefusedOneByOne() throws Exception {
    Path run = dir.resolve("stopped");
    interrupted(run, 4);
    CommandResult result = train(run, "training.learningRate=0.5", "seed=7");
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(
        result.lastErrorLine().contains("optimizer was")
            && result.lastErrorLine().contains("seed was 42, is 7"),
        result.err());
    CommandResult shards = train(dir.resolve("other"), "shards=3", "checkpoint.resume=" + run);
    assertEquals(2, shards.exitCode(), shards.err());
    assertTrue(shards.lastErrorLine().contains("shards was 2, is 3"), shards.err());
    assertFalse(Files.exists(dir.resolve("other")));
    CommandResult never = train(run, "checkpoint.resume=never");
    assertEquals(2, never.exitCode(), never.err());
    assertTrue(never.lastErrorLine().contains("run.dir"), never.err());
  }

  /** The same rows in another order: nothing that is learnt about the columns differs. */
  @Test
  void c15OtherDataIsRefusedAlthoughAllSettingsAreTheSame() throws Exception {
    Path run = dir.resolve("stopped");
    interrupted(run, 4);
    Path csv = dir.resolve("data.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(csv));
    Collections.swap(rows, 20, 21);
    Files.write(csv, rows);
    CommandResult result = train(run);
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(
        result.lastErrorLine().contains("belongs to another run: data fingerprint was "),
        result.err());
    try (CapturedWarnings warnings = new CapturedWarnings(Differences.class)) {
      CommandResult forced = train(run, "checkpoint.force=true");
      assertEquals(0, forced.exitCode(), forced.err());
      assertEquals(1, warnings.messages().size(), warnings.messages().toString());
      assertTrue(warnings.messages().get(0).contains("data fingerprint was"));
    }
  }

  @Test
  void r4r20ARunWhoseStepIsGivenUpSaysWhereToGoOn() throws Exception {
    Path whole = dir.resolve("whole");
    assertEquals(0, train(whole, "training.epochs=40").exitCode());
    Path run = dir.resolve("given-up");
    CompletableFuture<CommandResult> training =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return train(run, "training.epochs=40", "execution=job");
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    boolean saved = false;
    while (!training.isDone()) {
      saved =
          saved
              || (Files.exists(run.resolve("checkpoints"))
                  && !steps(run.resolve("checkpoints")).isEmpty());
      if (saved) {
        Commands.session().sparkContext().cancelAllJobs();
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    CommandResult result = training.get();
    assertEquals(5, result.exitCode(), result.err());
    String told = result.lastErrorLine();
    assertTrue(told.contains("; the last checkpoint, after step "), told);
    assertTrue(told.contains(run.resolve("checkpoints") + ": the same command goes on"), told);
    assertEquals(0, train(run, "training.epochs=40").exitCode());
    assertEquals(Project.text(whole, "weightsSha256"), Project.text(run, "weightsSha256"));
  }

  @Test
  void c15ForcedItGoesOnWithOtherSettingsAndWarnsOfEach() throws Exception {
    Path run = dir.resolve("stopped");
    interrupted(run, 4);
    try (CapturedWarnings warnings = new CapturedWarnings(Differences.class)) {
      CommandResult forced =
          train(
              run,
              "training.learningRate=0.02",
              "seed=7",
              "training.batchSize=40",
              "shards=3",
              "checkpoint.force=true");
      assertEquals(0, forced.exitCode(), forced.err());
      assertTrue(forced.out().contains("after step 4"), forced.out());
      List<String> told = warnings.messages();
      for (String difference :
          List.of("seed was 42, is 7", "shards was 2, is 3", "batchSize was", "optimizer was")) {
        assertTrue(
            told.stream().anyMatch(line -> line.contains(difference)), difference + " in " + told);
      }
    }
    Path other = dir.resolve("other");
    interrupted(other, 4);
    CommandResult network =
        train(other, "checkpoint.force=true", "network.layers=[9]", "training.momentum=0");
    assertEquals(2, network.exitCode(), network.err());
    assertTrue(network.lastErrorLine().contains("that cannot be forced"), network.err());
  }

  @Test
  void c11TheNewestIsSetAsideAndNoneValidEndsWithStatusThree() throws Exception {
    Path run = dir.resolve("stopped");
    interrupted(run, 7);
    Path checkpoints = run.resolve("checkpoints");
    // While one is written the next ones may be passed over, but the last is always there.
    List<Long> steps = steps(checkpoints);
    assertEquals(7, steps.get(steps.size() - 1));
    assertTrue(steps.size() > 1, steps.toString());
    damage(checkpoints.resolve("step-0000000007.json"));
    Path copy = dir.resolve("copy");
    try (CapturedWarnings warnings = new CapturedWarnings(HadoopCheckpointStore.class)) {
      CommandResult before = train(copy, "checkpoint.resume=" + run);
      assertEquals(0, before.exitCode(), before.err());
      String second = "after step " + steps.get(steps.size() - 2);
      assertTrue(before.out().contains(second), before.out());
      assertTrue(warnings.messages().get(0).contains("is set aside"), warnings.messages().get(0));
    }
    assertTrue(Files.exists(checkpoints.resolve("step-0000000007.json.corrupt")));
    for (long step : steps) {
      damage(checkpoints.resolve("step-%010d.json".formatted(step)));
    }
    CommandResult none = train(run);
    assertEquals(3, none.exitCode(), none.err());
    assertTrue(none.lastErrorLine().contains("can be read"), none.err());
  }

  private static List<Long> steps(Path checkpoints) throws Exception {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("step-\\d{10}\\.json"))
          .map(name -> Long.parseLong(name.substring(5, 15)))
          .sorted()
          .toList();
    }
  }

  private static void damage(Path file) throws Exception {
    if (Files.exists(file)) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
  }

  @Test
  void c8ACheckpointThatCannotBeWrittenStopsTheRunOrIsWarnedOf() throws Exception {
    Path run = dir.resolve("run");
    Files.createDirectories(run);
    interrupted(run, 4);
    // A file where the folder was: nothing can be written there any more.
    Path elsewhere = dir.resolve("elsewhere");
    Files.move(run.resolve("checkpoints"), elsewhere);
    Files.writeString(run.resolve("checkpoints"), "in the way");
    CommandResult warned = train(run, "checkpoint.resume=" + elsewhere, "checkpoint.onError=warn");
    assertEquals(0, warned.exitCode(), warned.err());
    Path stopped = dir.resolve("stopped");
    interrupted(stopped, 4);
    Files.move(stopped.resolve("checkpoints"), dir.resolve("elsewhere-2"));
    Files.writeString(stopped.resolve("checkpoints"), "in the way");
    CommandResult refused = train(stopped, "checkpoint.resume=" + dir.resolve("elsewhere-2"));
    assertEquals(3, refused.exitCode(), refused.err());
    assertTrue(refused.lastErrorLine().contains("checkpoint"), refused.err());
    assertFalse(Files.exists(stopped.resolve(RunLock.FILE)));
  }

  @Test
  void aFinishedRunIsNotGoneOnWith() throws Exception {
    Path run = dir.resolve("finished");
    assertEquals(0, train(run).exitCode());
    assertEquals(2, train(run).exitCode());
    Path nothing = dir.resolve("nothing");
    CommandResult missing = train(nothing, "checkpoint.resume=" + dir.resolve("nowhere"));
    assertEquals(3, missing.exitCode(), missing.err());
    assertTrue(missing.lastErrorLine().contains("checkpoint.resume"), missing.err());
    assertFalse(Files.exists(nothing.resolve("model")));
  }
}

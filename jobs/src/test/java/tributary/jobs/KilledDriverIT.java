package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.JsonValue.JsonObject;
import tributary.io.TensorBoardEvent;

/** A driver that is killed goes on, by the same command, to the weights of one that never was. */
@Timeout(480)
final class KilledDriverIT {
  private static final int EVERY_STEPS = 5;
  private static final String LIGHT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
  private static final Pattern MANIFEST = Pattern.compile("step-(\\d{10})\\.json");
  private static final Pattern STOPPED = Pattern.compile("stopped after step (\\d+)");
  private static final Pattern RESUMED = Pattern.compile("after step ([\\d,]+) from");

  @TempDir private static Path dir;
  private static Path configuration = Path.of("");
  private static Path whole = Path.of("");

  @BeforeAll
  static void neverKilled() throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    configuration =
        Files.writeString(dir.resolve("killed.conf"), Commands.small(csv, "y", "regression"));
    whole = dir.resolve("whole");
    toTheEnd(whole);
  }

  private static List<String> arguments(Path run) {
    return Driver.arguments(
        configuration,
        List.of(
            "training.epochs=40",
            "training.momentum=0.9",
            "training.reportEverySteps=1",
            "data.exclude=sign",
            "report.html=false",
            "execution=job",
            "checkpoint.everySteps=" + EVERY_STEPS,
            "run.dir=" + run));
  }

  private static ProcessBuilder driver(Path run) {
    return Driver.java(List.of(), arguments(run));
  }

  private static CommandResult toTheEnd(Path run) throws Exception {
    CommandResult result = CommandResult.of(driver(run), Duration.ofMinutes(3));
    assertEquals(0, result.exitCode(), result.err());
    return result;
  }

  /** The newest step whose checkpoint counts; -1 for none. */
  private static long newestStep(Path run) throws IOException {
    Path folder = run.resolve("checkpoints");
    if (!Files.exists(folder)) {
      return -1;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> MANIFEST.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .mapToLong(name -> Long.parseLong(name.group(1)))
          .max()
          .orElse(-1);
    }
  }

  /** Gives the output of a driver that got this signal once it had a checkpoint or two. */
  private static String killed(Path run, String signal, int status, Duration limit)
      throws Exception {
    Path output = dir.resolve("output" + signal);
    Process process = driver(run).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      while (process.isAlive() && newestStep(run) < 2 * EVERY_STEPS) {
        Thread.sleep(20);
      }
      Signals.send(signal, process.pid());
      assertTrue(
          process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
    assertEquals(status, process.exitValue(), Files.readString(output));
    return Files.readString(output);
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertTrue(matcher.find(), text);
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  private static long lastReportedStep(Path run) throws IOException {
    return MetricsLines.read(run.resolve("metrics.jsonl")).stream()
        .filter(line -> MetricsLines.isOf("step", line))
        .count();
  }

  @Test
  void r8AKilledDriverGoesOnToTheSameWeights() throws Exception {
    Path run = dir.resolve("killed");
    killed(run, "KILL", 128 + 9, Duration.ofSeconds(30));
    long made = lastReportedStep(run);
    long saved = newestStep(run);
    CommandResult resumed = toTheEnd(run);
    // How many there are depends on the disk: steps go on while a checkpoint is written.
    long redone = Math.max(0, made - saved);
    assertEquals(saved, number(RESUMED, resumed.out()));
    assertEquals(Project.text(whole, "weightsSha256"), Project.text(run, "weightsSha256"));
    assertEquals(Project.summary(whole, "steps"), Project.summary(run, "steps"));
    assertToldOnce(run, number(RESUMED, resumed.out()));
    System.out.printf(
        "steps redone after kill -9, a checkpoint every %d: %d%n", EVERY_STEPS, redone);
  }

  /** Each step is there once, where what the second attempt took back is left out. */
  private static void assertToldOnce(Path run, long resumed) throws IOException {
    List<Long> steps = new ArrayList<>();
    for (String file : List.of("metrics.jsonl", "metrics-2.jsonl")) {
      for (JsonObject line : MetricsLines.read(run.resolve(file))) {
        if (MetricsLines.isOf("step", line)) {
          long step = MetricsLines.step(line);
          boolean takenBack = file.equals("metrics.jsonl") && step >= resumed;
          steps.addAll(takenBack ? List.of() : List.of(step));
        }
      }
    }
    assertEquals(LongStream.range(0, steps.size()).boxed().toList(), steps);
    List<TensorBoardEvent> shown = new ArrayList<>();
    for (Path file : EventFiles.of(run)) {
      for (TensorBoardEvent event : EventFiles.read(file)) {
        if (event.start()) {
          shown.removeIf(before -> before.step() >= event.step());
        }
        shown.add(event);
      }
    }
    long losses =
        EventFiles.scalars(shown).keySet().stream()
            .filter(tag -> tag.startsWith("train/loss @"))
            .count();
    assertEquals(steps.size(), losses);
  }

  /**
   * In cluster deploy mode a worker runs the driver, and with {@code --supervise} starts it again.
   */
  @Test
  void k14ASupervisedDriverOfAClusterGoesOnByItself() throws Exception {
    Path run = dir.resolve("supervised");
    List<String> submission =
        new ArrayList<>(
            List.of(
                "--deploy-mode",
                "cluster",
                "--supervise",
                "--driver-memory",
                "512m",
                "--class",
                Tributary.class.getName()));
    for (String setting :
        List.of(
            "spark.executor.memory=512m",
            // The other core is the driver's; a run that knows what comes does not wait for more.
            "spark.cores.max=1",
            "spark.executor.extraJavaOptions=" + LIGHT,
            "spark.ui.enabled=false",
            "spark.driver.host=127.0.0.1",
            "spark.driver.extraJavaOptions="
                + LIGHT
                + " "
                + String.join(" ", LocalCluster.opened()))) {
      submission.addAll(List.of("--conf", setting));
    }
    submission.add(Project.JAR.toString());
    submission.addAll(arguments(run));
    try (LocalCluster cluster = new LocalCluster(dir.resolve("cluster"), 2)) {
      CommandResult submitted = cluster.submit(dir, Duration.ofSeconds(60), Map.of(), submission);
      assertEquals(0, submitted.exitCode(), submitted.err());
      await(() -> newestStep(run) >= 2 * EVERY_STEPS);
      long made = lastReportedStep(run);
      assertTrue(cluster.killDriver(), "no driver to kill");
      long killed = System.nanoTime();
      await(() -> Files.exists(run.resolve("summary.json")));
      System.out.printf(
          "seconds from kill -9 of a supervised driver to the end of the run: %d%n",
          (System.nanoTime() - killed) / 1_000_000_000);
      assertTrue(Files.exists(run.resolve("metrics-2.jsonl")), "begun " + made + " steps before");
    }
    assertEquals("completed", Project.text(run, "status"));
    assertEquals(Project.text(whole, "weightsSha256"), Project.text(run, "weightsSha256"));
    assertTrue(Project.text(run, "spark", "master").startsWith("spark://127.0.0.1"));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass within three minutes");
      Thread.sleep(50);
    }
  }

  @Test
  void r10k15SigtermLeavesACheckpointOfTheLastStepAndStatus143() throws Exception {
    Path run = dir.resolve("terminated");
    String output = killed(run, "TERM", 128 + 15, Duration.ofSeconds(30));
    assertEquals(number(STOPPED, output), newestStep(run), output);
    CommandResult resumed = toTheEnd(run);
    assertEquals(number(STOPPED, output), number(RESUMED, resumed.out()));
    assertEquals(Project.text(whole, "weightsSha256"), Project.text(run, "weightsSha256"));
  }
}

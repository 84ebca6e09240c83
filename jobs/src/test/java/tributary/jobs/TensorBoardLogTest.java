package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.TensorBoardEvent;
import tributary.spark.FaultyFileSystem;
import tributary.train.Histogram;
import tributary.train.HistogramReport;
import tributary.train.HistogramReport.LayerHistograms;

/** The curves are the figures of metrics.jsonl, and no fault of theirs ends a training. */
final class TensorBoardLogTest {
  @TempDir private Path dir;

  private CommandResult train(String target, String task, String... more) throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(300));
    String configuration =
        Commands.small(csv, target, task)
            + "\ndata { exclude = "
            + (target.equals("y") ? "sign" : "y")
            + ", validation.fraction = 0.2 }"
            + "\ntraining.clipNorm = 0.5";
    return Commands.train(dir, configuration, more);
  }

  private List<TensorBoardEvent> onlyFile(Path run) throws Exception {
    List<Path> files = EventFiles.of(run);
    assertEquals(1, files.size(), files.toString());
    return EventFiles.read(files.get(0));
  }

  private static void assertSameCurves(Map<String, Float> expected, Map<String, Float> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach(
        (at, value) -> {
          float other = Objects.requireNonNull(found.get(at));
          boolean same = Float.isFinite(other) ? close(value, other) : value.isNaN();
          assertTrue(same, at + " is " + value + " in metrics.jsonl, but " + other);
        });
  }

  /** But for the order in which a figure was divided and multiplied. */
  private static boolean close(float value, float other) {
    return Math.abs(value - other) <= Math.ulp(value);
  }

  @Test
  void theCurvesAreTheFiguresOfTheMetrics() throws Exception {
    for (String task : List.of("regression", "classification")) {
      Path run = dir.resolve(task);
      CommandResult result =
          train(task.equals("regression") ? "y" : "sign", task, "run.dir=" + run);
      assertEquals(0, result.exitCode(), result.err());
      List<TensorBoardEvent> events = onlyFile(run);
      assertEquals(Optional.of("brain.Event:2"), events.get(0).fileVersion());
      assertTrue(events.stream().noneMatch(TensorBoardEvent::start));
      Map<String, Float> found = EventFiles.scalars(events);
      assertSameCurves(MetricsLines.curves(run.resolve("metrics.jsonl")), found);
      Set<String> groups =
          found.keySet().stream().map(at -> at.replaceAll("/.*", "")).collect(Collectors.toSet());
      assertEquals(
          Set.of(
              "train",
              "validation",
              "epoch",
              "time",
              "gradient_norm",
              "gradient_rms",
              "weight_norm",
              "update_ratio",
              "activation_mean",
              "activation_deviation",
              "zero_share",
              "dead_share"),
          groups);
      assertHistogramsOfEachEpoch(events);
    }
  }

  /** Inputs a, b and two levels of c into 8 units, and these into the output. */
  private static void assertHistogramsOfEachEpoch(List<TensorBoardEvent> events) {
    List<TensorBoardEvent> told =
        events.stream().filter(event -> !event.histograms().isEmpty()).toList();
    assertEquals(3, told.size());
    for (TensorBoardEvent event : told) {
      assertEquals(
          Set.of(
              "weights/layers.0", "gradients/layers.0", "weights/layers.1", "gradients/layers.1"),
          event.histograms().keySet());
      Histogram weights = Objects.requireNonNull(event.histograms().get("weights/layers.0"));
      assertEquals(40, weights.count());
      assertEquals(40, Arrays.stream(weights.counts()).sum());
    }
  }

  @Test
  void thePlaceAndTheTimeAreInTheName() throws Exception {
    long before = System.currentTimeMillis() / 1000;
    CommandResult result = train("y", "regression");
    assertEquals(0, result.exitCode(), result.err());
    String name = EventFiles.of(dir.resolve("run")).get(0).getFileName().toString();
    String pid = Long.toString(ProcessHandle.current().pid());
    assertTrue(
        name.matches("events\\.out\\.tfevents\\.\\d{10}\\.[A-Za-z0-9.-]+\\." + pid + "\\.1"), name);
    long time = Long.parseLong(name.split("\\.", -1)[3]);
    assertTrue(time >= before && time <= System.currentTimeMillis() / 1000, name);
    for (TensorBoardEvent event : onlyFile(dir.resolve("run"))) {
      assertTrue(event.wallTime() >= before && event.wallTime() < before + 600);
    }
  }

  @Test
  void whoWantsNoneGetsNone() throws Exception {
    CommandResult result = train("y", "regression", "report.tensorBoard=false");
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(Files.exists(dir.resolve("run/metrics.jsonl")));
    assertFalse(Files.exists(dir.resolve("run/tensorboard")));
  }

  @Test
  void histogramsOfWeightsAndGradientsAreKept() throws Exception {
    Histogram weights =
        new Histogram(-1, 2, 6, 3.5, 7.25, new double[] {-0.5, 0, 2}, new double[] {1, 2, 3});
    Histogram gradient = new Histogram(-9, 0, 6, -9, 81, new double[] {-8, 1}, new double[] {1, 5});
    try (TensorBoardLog log = log(dir.toUri().toString())) {
      log.begin(Optional.empty());
      log.onHistograms(
          new HistogramReport(7, 1, List.of(new LayerHistograms("layers.0", weights, gradient))));
    }
    TensorBoardEvent event = onlyFile(dir).get(1);
    assertEquals(7, event.step());
    assertEquals(Set.of("weights/layers.0", "gradients/layers.0"), event.histograms().keySet());
    Histogram found = Objects.requireNonNull(event.histograms().get("weights/layers.0"));
    assertEquals(6, found.count());
    assertArrayEquals(weights.counts(), found.counts());
    found = Objects.requireNonNull(event.histograms().get("gradients/layers.0"));
    assertEquals(-9, found.min());
    assertArrayEquals(gradient.limits(), found.limits());
  }

  private static TensorBoardLog log(String run) {
    return new TensorBoardLog(
        TensorBoardFile.create(
            new org.apache.hadoop.fs.Path(run, "tensorboard"), 1, new Configuration()),
        1);
  }

  @Test
  void k13ADiskThatFillsUpEndsTheCurvesAndNotTheTraining() throws Exception {
    assertEquals(0, train("y", "regression").exitCode());
    Configuration hadoop = SparkSession.active().sparkContext().hadoopConfiguration();
    Map<String, String> faults =
        Map.of(
            "fs.faulty.impl", FaultyFileSystem.class.getName(),
            "fs.faulty.impl.disable.cache", "true",
            "faulty.fullName", "tfevents",
            "faulty.fullAfter", "3000");
    faults.forEach(hadoop::set);
    Path run = dir.resolve("full");
    try (CapturedWarnings warnings = new CapturedWarnings(TensorBoardFile.class)) {
      CommandResult result = train("y", "regression", "run.dir=faulty:" + run);
      assertEquals(0, result.exitCode(), result.err());
      List<String> told = warnings.messages();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.get(0).contains(EventFiles.of(run).get(0).toString()), told.get(0));
      assertTrue(told.get(0).contains("No space left on device"), told.get(0));
      assertTrue(told.get(0).contains("training goes on without it"), told.get(0));
    } finally {
      faults.keySet().forEach(hadoop::unset);
    }
    assertEquals("completed", Project.text(run, "status"));
    assertEquals(
        Project.text(dir.resolve("run"), "weightsSha256"), Project.text(run, "weightsSha256"));
    Map<String, Float> expected = MetricsLines.curves(run.resolve("metrics.jsonl"));
    List<TensorBoardEvent> events = onlyFile(run);
    Map<String, Float> found = EventFiles.scalars(events);
    assertTrue(events.size() > 2 && found.size() < expected.size(), events.size() + " events");
    expected.keySet().retainAll(found.keySet());
    assertSameCurves(expected, found);
  }

  @Test
  void k13AFolderThatCannotBeMadeIsOneWarning() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "");
    List<String> told = new ArrayList<>();
    try (CapturedWarnings warnings = new CapturedWarnings(TensorBoardFile.class);
        TensorBoardLog log = log(file.toUri().toString())) {
      log.begin(Optional.of(3L));
      log.onHistograms(new HistogramReport(7, 1, List.of()));
      told.addAll(warnings.messages());
    }
    assertEquals(1, told.size(), told.toString());
    assertTrue(told.get(0).startsWith(file + "/tensorboard/events.out."), told.get(0));
  }
}

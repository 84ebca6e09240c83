package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;

/** Alarms and what is done about steps that are not finite, through Spark and the command line. */
final class HealthCommandTest {
  @TempDir private Path dir;
  private String configuration = "";

  @BeforeEach
  void table() throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    configuration = Commands.small(csv, "y", "regression") + "\ndata.exclude = sign\n";
  }

  private List<JsonObject> lines(String kind) throws IOException {
    return MetricsLines.of(kind, dir.resolve("run"));
  }

  private static String text(JsonObject line, String key) {
    return MetricsLines.text(line, key);
  }

  private Optional<JsonObject> alarm(String name) throws IOException {
    return lines("alarm").stream().filter(line -> text(line, "alarm").equals(name)).findFirst();
  }

  @Test
  void n1n3ARunThatDivergesNamesTheLayerAndEndsWithStatusFour() throws Exception {
    CommandResult result = Commands.train(dir, configuration, "training.learningRate=1e6");
    assertEquals(4, result.exitCode(), result.err());
    JsonObject alarm = alarm("divergence").orElseThrow();
    assertTrue(text(alarm, "layer").startsWith("layers."), alarm.toString());
    assertEquals(new JsonBoolean(true), alarm.members().get("raised"));
    assertTrue(result.out().contains(text(alarm, "message").substring(0, 30)), result.out());
    assertTrue(result.lastErrorLine().contains("first in the"), result.err());
    assertEquals("stop", text(lines("nonFinite").get(0), "action"));
    assertTrue(Files.readString(dir.resolve("run/report.html")).contains("training diverges"));
  }

  @Test
  void n1SkippingIsBounded() throws Exception {
    CommandResult result =
        Commands.train(
            dir,
            configuration,
            "training.learningRate=1e30",
            "training.onNonFinite=skip",
            "training.maxNonFinite=3");
    assertEquals(4, result.exitCode(), result.err());
    assertEquals(
        List.of("skip", "skip", "stop"),
        lines("nonFinite").stream().map(line -> text(line, "action")).toList());
    assertEquals(
        1, lines("alarm").stream().filter(l -> text(l, "alarm").equals("divergence")).count());
    assertTrue(result.lastErrorLine().contains("so were 2 steps before it"), result.err());
    assertTrue(result.out().contains("skipped"), result.out());
  }

  @Test
  void n1RollingBackFindsARateThatTrains() throws Exception {
    CommandResult result =
        Commands.train(
            dir,
            configuration,
            "training.learningRate=1e4",
            "training.epochs=80",
            "training.onNonFinite=rollback",
            "training.maxNonFinite=30",
            "training.rollbackFactor=0.1");
    assertEquals(0, result.exitCode(), result.err());
    List<JsonObject> setbacks = lines("nonFinite");
    assertFalse(setbacks.isEmpty());
    assertTrue(setbacks.stream().allMatch(line -> text(line, "action").equals("rollback")));
    assertEquals(
        new JsonInteger(setbacks.size()),
        Project.summary(dir.resolve("run"), "health", "nonFiniteSteps"));
    assertTrue(result.out().contains("rolled back"), result.out());
  }

  @Test
  void aGradientThatVanishesIsSaidInTheMetricsAndOnTheConsole() throws Exception {
    CommandResult result =
        Commands.train(
            dir,
            configuration,
            "network.activation=sigmoid",
            "network.layers=[{ repeat = 12, layers = [8] }]");
    assertEquals(0, result.exitCode(), result.err());
    JsonObject alarm = alarm("vanishingGradient").orElseThrow();
    assertEquals("layers.0", text(alarm, "layer"));
    assertTrue(text(alarm, "message").contains("residual"), alarm.toString());
    assertTrue(result.out().contains("alarm"), result.out());
  }

  @Test
  void withoutHealthNothingIsWatchedAndTheWeightsAreTheSame() throws Exception {
    CommandResult watched = Commands.train(dir, configuration);
    assertEquals(0, watched.exitCode(), watched.err());
    String sha = Project.text(dir.resolve("run"), "weightsSha256");
    CommandResult off =
        Commands.train(dir, configuration, "run.dir=" + dir.resolve("off"), "health.enabled=false");
    assertEquals(0, off.exitCode(), off.err());
    assertEquals(sha, Project.text(dir.resolve("off"), "weightsSha256"));
    assertFalse(Files.readString(dir.resolve("off/metrics.jsonl")).contains("gradientRms"));
  }
}

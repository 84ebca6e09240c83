package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonObject;

/** The ready runs on exploding gradients do what conf/gradient-health/README.md says of them. */
final class GradientHealthTest {
  @TempDir private Path dir;

  private CommandResult train(String name, String... sets) {
    List<String> arguments =
        new ArrayList<>(
            List.of("train", Project.ROOT.resolve("conf/gradient-health/" + name).toString()));
    arguments.addAll(List.of("--set", "run.dir=" + dir.resolve("run")));
    for (String set : sets) {
      arguments.addAll(List.of("--set", set));
    }
    return Commands.run(arguments.toArray(String[]::new));
  }

  private List<JsonObject> lines(String kind) throws IOException {
    return MetricsLines.of(kind, dir.resolve("run"));
  }

  @Test
  void unclippedItDivergesAndTheAlarmsNameTheLayers() throws Exception {
    CommandResult result = train("exploding-unclipped.conf");
    assertEquals(4, result.exitCode(), result.err());
    List<String> told =
        lines("alarm").stream()
            .map(line -> MetricsLines.text(line, "alarm") + " " + MetricsLines.text(line, "layer"))
            .toList();
    assertEquals(List.of("explodingGradient layers.5", "divergence layers.6"), told);
  }

  @Test
  void clippedItTrainsAndIsClippedLessAndLess() throws Exception {
    CommandResult result = train("exploding-clipped.conf", "training.epochs=6");
    assertEquals(0, result.exitCode(), result.err());
    JsonValue r2 = Project.summary(dir.resolve("run"), "test", "r2");
    assertTrue(((JsonDouble) r2).value() > 0.96, r2.toString());
    double first = clipRate(0);
    double last = clipRate(5);
    assertTrue(first > 0.5 && last < 0.2, first + " and then " + last);
  }

  /** The mean over the reported steps, each of which tells of those since the one before. */
  private double clipRate(int epoch) throws IOException {
    return lines("step").stream()
        .filter(line -> MetricsLines.number(line, "epoch") == epoch)
        .mapToDouble(line -> MetricsLines.number(line, "clipRate"))
        .average()
        .orElseThrow();
  }
}

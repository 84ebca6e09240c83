package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.TensorBoardEvent;

/** What is left of a run whose process was killed without a word. */
@Timeout(240)
final class KilledRunIT {
  /** Ends the process, as {@code kill -9} does, in the middle of its second epoch or later. */
  private static void trainAndKill(Path run) throws IOException, InterruptedException {
    ProcessBuilder builder =
        Project.launcher(
            Map.of(),
            "train",
            "conf/diamonds.conf",
            "--set",
            "training.epochs=1000",
            "--set",
            "training.reportEverySteps=1",
            "--set",
            "run.dir=" + run);
    Process process = builder.redirectErrorStream(true).start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (line.strip().startsWith("epoch ")) {
          // By its handle, since the process itself would close the stream that is read here.
          process.toHandle().destroyForcibly();
        }
      }
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), output.toString());
    } finally {
      process.destroyForcibly();
    }
    assertEquals(128 + 9, process.exitValue(), output.toString());
  }

  @Test
  void everyStepThatWasReportedCanBeRead(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    trainAndKill(run);
    assertFalse(Files.exists(run.resolve("summary.json")));
    long steps =
        MetricsLines.read(run.resolve("metrics.jsonl")).stream()
            .filter(line -> MetricsLines.isOf("step", line))
            .count();
    List<Path> files = EventFiles.of(run);
    assertEquals(1, files.size());
    List<TensorBoardEvent> events = EventFiles.read(files.get(0));
    List<Long> curve =
        events.stream()
            .filter(event -> event.scalars().containsKey("train/loss"))
            .map(TensorBoardEvent::step)
            .toList();
    assertTrue(
        curve.size() == steps || curve.size() == steps - 1,
        curve.size() + " steps of " + steps + " in metrics.jsonl");
    assertTrue(curve.size() >= 68, "an epoch has 68 steps, found " + curve.size());
    for (int i = 0; i < curve.size(); i++) {
      assertEquals(i, curve.get(i));
    }
  }
}

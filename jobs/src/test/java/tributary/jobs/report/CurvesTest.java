package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonObject;

/** A page stays small, however long the run. */
final class CurvesTest {
  @Test
  void aLongRunMakesASmallPage(@TempDir Path dir) throws Exception {
    RunFixture fixture = new RunFixture(12).attempt(1, 0, 200);
    for (int step = 0; step < 4000; step++) {
      fixture.step(step, step / RunFixture.STEPS_PER_EPOCH);
    }
    fixture.writeMetrics(dir, "metrics.jsonl");
    RunRecord run = RunRecord.read(dir.toString(), new Configuration());
    Curves curves = Curves.ofOneRun(run.recording());
    JsonObject loss = (JsonObject) value(curves.seriesJson(), "loss");
    assertEquals(1500, points(loss), 2);
    List<JsonObject> layers = Fields.objects(curves.layersJson(), "gradientRms");
    assertEquals(12, layers.size());
    assertEquals(8000, layers.stream().mapToInt(CurvesTest::points).sum(), 24);
    Path page = dir.resolve("report.html");
    ReportPage.write(List.of(dir.toString()), page.toString(), new Configuration());
    assertTrue(Files.size(page) < 3_000_000, Files.size(page) + " bytes");
  }

  private static int points(JsonObject series) {
    return ((JsonArray) value(series, "x")).items().size();
  }

  private static JsonValue value(JsonObject object, String name) {
    return Objects.requireNonNull(object.members().get(name), name);
  }
}

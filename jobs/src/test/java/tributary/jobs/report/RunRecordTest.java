package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.JsonObjectBuilder;

/** What a run left is read back: whole, cut, resumed, or of somebody else. */
final class RunRecordTest {
  @TempDir private Path dir = Path.of("");

  private RunRecord read() throws IOException {
    return RunRecord.read(dir.toString(), new Configuration());
  }

  private String refusal() {
    return String.valueOf(assertThrows(IOException.class, this::read).getMessage());
  }

  private static Series loss(RunRecord run) {
    return run.recording().series().getOrDefault("loss", new Series());
  }

  @Test
  void aFinishedRunIsReadWhole() throws Exception {
    new RunFixture(3).finished(dir, 4);
    RunRecord run = read();
    assertEquals("completed", run.status());
    assertEquals(40, loss(run).size());
    assertEquals(199, run.recording().lastStep());
    assertEquals(4, run.recording().ledgers().size());
    Map<String, Series> rms = run.recording().layerSeries().getOrDefault("gradientRms", Map.of());
    assertEquals(3, rms.size());
    Figures figures = Figures.of(run);
    assertEquals(2, figures.depth());
    assertFalse(figures.skips());
    // Each layer's gradient is 0.6 of the one after it.
    assertEquals(0.36, figures.firstRms() / figures.lastRms(), 1e-9);
    assertEquals(0.25, figures.clipRate());
  }

  @Test
  void residualBlocksCountAsSkips() throws Exception {
    new RunFixture(3).withSkips().finished(dir, 1);
    assertTrue(Figures.of(read()).skips());
  }

  @Test
  void aKilledRunIsReadUpToTheLineThatWasCut() throws Exception {
    for (String cut :
        new String[] {"{", "{\"kind\":\"st", "{\"kind\":\"step\",\"step\":2,\"loss\":0.", ""}) {
      new RunFixture(2)
          .attempt(1, 0, 4)
          .step(0, 0)
          .step(1, 0)
          .raw(cut)
          .writeMetrics(dir, "metrics.jsonl");
      RunRecord run = read();
      assertEquals("unfinished", run.status());
      assertEquals(2, loss(run).size(), "cut: " + cut);
    }
  }

  @Test
  void aLaterAttemptTakesThePlaceOfTheStepsThatItMakesAgain() throws Exception {
    new RunFixture(2)
        .attempt(1, 0, 4)
        .epochs(0, 2)
        .step(100, 2)
        .step(110, 2)
        .alarm("clipping", 60, true, "", "early")
        .alarm("clipping", 110, true, "", "late")
        .writeMetrics(dir, "metrics.jsonl")
        .writeSummary(dir, "interrupted", 2)
        .attempt(2, 100, 4)
        .step(100, 2)
        .step(105, 2)
        .writeMetrics(dir, "metrics-2.jsonl");
    RunRecord run = read();
    assertEquals(2, run.recording().attempts());
    assertEquals(22, loss(run).size());
    assertEquals(105, loss(run).step(21));
    assertEquals(105, run.recording().lastStep());
    assertEquals(1, run.recording().alarms().size());
    // The summary is of the attempt that was interrupted, and the one after it has not ended.
    assertEquals("unfinished", run.status());
  }

  @Test
  void aResumedRunWhoseNewFileIsStillEmptyIsTheOldOne() throws Exception {
    new RunFixture(2).finished(dir, 1);
    Files.writeString(dir.resolve("metrics-2.jsonl"), "");
    assertEquals(10, loss(read()).size());
  }

  @Test
  void kindsThatNobodyKnowsArePassedOver() throws Exception {
    new RunFixture(2)
        .attempt(1, 0, 4)
        .line(new JsonObjectBuilder().put("kind", "weather").put("step", 7))
        .line(new JsonObjectBuilder().put("no kind", 1))
        .step(0, 0)
        .writeMetrics(dir, "metrics.jsonl");
    assertEquals(1, loss(read()).size());
  }

  @Test
  void valuesThatAreNotFiniteAreGaps() throws Exception {
    new RunFixture(2)
        .attempt(1, 0, 4)
        .raw("{\"kind\":\"step\",\"step\":0,\"epoch\":0,\"loss\":null}\n")
        .writeMetrics(dir, "metrics.jsonl");
    assertTrue(Double.isNaN(loss(read()).value(0)));
  }

  @Test
  void whatIsNoRunDirectoryIsRefused() throws Exception {
    assertTrue(refusal().contains("holds no metrics.jsonl; name a run directory"), refusal());
    Path nowhere = dir.resolve("nowhere");
    IOException missing =
        assertThrows(
            IOException.class, () -> RunRecord.read(nowhere.toString(), new Configuration()));
    assertEquals(
        nowhere + " does not exist; name a run directory, such as train leaves in runs/",
        missing.getMessage());
    Files.writeString(dir.resolve("metrics.jsonl"), "");
    assertTrue(refusal().contains("metrics.jsonl holds no whole line"), refusal());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step,loss\n1,0.5\n",
        "{\"epoch\":1,\"loss\":0.5}\n",
        "{\"kind\":\"step\",\"step\":0}\n",
        "[1,2]\n",
        "\u0000\u0001\n",
      })
  void aFileOfAnotherProgramIsRefused(String content) throws Exception {
    Files.writeString(dir.resolve("metrics.jsonl"), content);
    assertTrue(refusal().contains("name a run directory"), refusal());
    assertTrue(refusal().startsWith(dir.resolve("metrics.jsonl").toString()), refusal());
  }

  @Test
  void aLineThatWasEditedIsNamed() throws Exception {
    new RunFixture(2)
        .attempt(1, 0, 4)
        .raw("{\"kind\":\"step\",oops}\n")
        .step(1, 0)
        .writeMetrics(dir, "metrics.jsonl");
    assertTrue(refusal().contains("metrics.jsonl, line 2 is {\"kind\":\"step\",oops}"), refusal());
  }

  @Test
  void aDamagedSummaryIsRefused() throws Exception {
    new RunFixture(2).finished(dir, 1);
    Files.writeString(dir.resolve("summary.json"), "{\"status\": ");
    assertTrue(refusal().contains("summary.json cannot be read"), refusal());
  }
}

package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code report}, and the page that a training leaves by itself. */
final class ReportJobTest {
  @TempDir private static Path dir = Path.of("");

  private static Path csv = Path.of("");
  private static Path run = Path.of("");
  private static CommandResult trained = new CommandResult(1, "", "");

  @BeforeAll
  static void train() throws Exception {
    csv = Files.writeString(dir.resolve("data.csv"), Commands.table(300));
    run = dir.resolve("one");
    trained = trainInto(run);
    assertEquals(0, trained.exitCode(), trained.err());
  }

  private static CommandResult trainInto(Path folder, String... more) throws IOException {
    String[] settings =
        Stream.concat(Stream.of("run.dir=" + folder), Stream.of(more)).toArray(String[]::new);
    return Commands.train(
        dir,
        Commands.small(csv, "y", "regression")
            + "\ndata { exclude = sign, validation.fraction = 0.2 }",
        settings);
  }

  @Test
  void aRunLeavesItsPage() throws Exception {
    assertTrue(
        trained.out().contains("report        " + run.resolve("report.html")), trained.out());
    String page = Files.readString(run.resolve("report.html"));
    assertTrue(page.contains("\"status\":\"completed\"") && page.contains("\"r2\""));
    assertTrue(page.length() < 1_500_000, page.length() + " characters");
    Path without = dir.resolve("without");
    assertEquals(0, trainInto(without, "report.html=false").exitCode());
    assertFalse(Files.exists(without.resolve("report.html")));
  }

  @Test
  void aRunThatDivergesLeavesItsPageToo() throws Exception {
    Path diverged = dir.resolve("diverged");
    CommandResult result =
        trainInto(
            diverged,
            "training.learningRate=1e30",
            "training.optimizer=sgd",
            "training.clipNorm=off",
            "data.standardizeTarget=false");
    assertEquals(4, result.exitCode(), result.out() + result.err());
    assertTrue(
        Files.readString(diverged.resolve("report.html")).contains("\"status\":\"diverged\""));
  }

  @Test
  void aPageThatCannotBeDrawnIsToldAndCostsTheRunNothing() throws Exception {
    Path folder = dir.resolve("blocked");
    RunDirectory directory = RunDirectory.reserve(folder.toString(), false, new Configuration());
    Files.createDirectories(folder.resolve("report.html"));
    StringWriter out = new StringWriter();
    directory.drawReport(new Console(new PrintWriter(out)));
    assertTrue(
        out.toString().startsWith("note          report.html was not drawn"), out.toString());
    assertTrue(out.toString().contains("holds no metrics.jsonl"), out.toString());
  }

  @Test
  void thePageIsMadeAgainWhereItIsOrElsewhere() throws Exception {
    Files.deleteIfExists(run.resolve("report.html"));
    CommandResult again = Commands.run("report", run.toString());
    assertEquals(0, again.exitCode(), again.err());
    String first = Files.readString(run.resolve("report.html"));
    assertEquals(0, Commands.run("report", run.toString()).exitCode());
    assertEquals(first, Files.readString(run.resolve("report.html")));
    Path elsewhere = dir.resolve("pages/page.html");
    assertEquals(
        0, Commands.run("report", run.toString(), "--out", elsewhere.toString()).exitCode());
    assertEquals(first, Files.readString(elsewhere));
  }

  @Test
  void severalRunsMakeOnePage() throws Exception {
    Path second = dir.resolve("second");
    assertEquals(0, trainInto(second, "network.layers=[8, 8]").exitCode());
    Path out = dir.resolve("both.html");
    CommandResult both =
        Commands.run("report", run.toString(), second.toString(), "--out", out.toString());
    assertEquals(0, both.exitCode(), both.err());
    String page = Files.readString(out);
    assertTrue(page.contains("<title>2 runs") && page.contains("\"key\":\"network.layers\""));
    CommandResult twice =
        Commands.run("report", run.toString(), run.toString(), "--out", out.toString());
    assertEquals(2, twice.exitCode(), twice.err());
    assertTrue(twice.lastErrorLine().contains("is named twice"), twice.err());
  }

  @Test
  void aFileOfSomebodyElseIsNeverReplaced() throws Exception {
    Path letter = Files.writeString(dir.resolve("letter.html"), "<p>Dear reader");
    CommandResult refused = Commands.run("report", run.toString(), "--out", letter.toString());
    assertEquals(2, refused.exitCode(), refused.err());
    assertTrue(refused.lastErrorLine().contains("is no page of this program's"), refused.err());
    assertEquals("<p>Dear reader", Files.readString(letter));
  }

  @Test
  void whatIsNoRunIsRefused() throws Exception {
    CommandResult nowhere = Commands.run("report", dir.resolve("nowhere").toString());
    assertEquals(3, nowhere.exitCode(), nowhere.err());
    assertTrue(nowhere.lastErrorLine().contains("does not exist"), nowhere.err());
    assertFalse(Files.exists(dir.resolve("nowhere")));
    Path foreign = Files.createDirectories(dir.resolve("foreign"));
    Files.writeString(foreign.resolve("metrics.jsonl"), "epoch,loss\n1,2\n");
    CommandResult refused = Commands.run("report", foreign.toString());
    assertEquals(3, refused.exitCode(), refused.err());
    assertTrue(refused.lastErrorLine().contains("expected a JSON object"), refused.err());
    assertFalse(Files.exists(foreign.resolve("report.html")));
  }
}

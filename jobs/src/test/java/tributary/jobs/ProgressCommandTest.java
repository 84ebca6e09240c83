package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} puts on standard output while it runs. */
final class ProgressCommandTest {
  @TempDir private Path dir = Path.of("");

  private CommandResult train(String... more) throws IOException {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    String conf =
        Commands.small(csv, "sign", "classification")
            + "\ndata { exclude = y, validation.fraction = 0.2 }";
    return Commands.train(dir, conf, more);
  }

  @Test
  void withoutATerminalThereAreOnlyPlainLines() throws Exception {
    CommandResult result = train();
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().chars().allMatch(c -> c >= ' ' || c == '\n'), result.out());
    List<String> epochs = result.out().lines().filter(line -> line.startsWith("epoch ")).toList();
    assertEquals(3, epochs.size(), result.out());
    assertTrue(
        epochs
            .get(2)
            .matches(
                "epoch {9}3/3  loss \\d\\.\\d{5}  validation loss \\d\\.\\d{5} accuracy \\d\\.\\d{4}"
                    + "  gradient norm \\S+( {2}clipped \\d+ %)?  dead \\d+ %"
                    + "  [\\d,]+ examples/s  0:00 left"),
        epochs.get(2));
    assertTrue(result.out().contains("\nstep          1/"), result.out());
    assertTrue(result.out().lines().anyMatch(l -> l.matches("time {10}\\w+ \\d+ %, .*; .+")));
  }

  @Test
  void liveWhereItIsAskedForLeavesATableAndNoLine() throws Exception {
    PrintStream err = System.err;
    CommandResult result = train("report.progress=live");
    assertEquals(0, result.exitCode(), result.err());
    List<String> screen = TerminalScreen.after(result.out(), 100);
    String all = String.join("\n", screen);
    assertTrue(all.contains("\nepoch     loss  validation  accuracy  gradient "), all);
    assertTrue(all.contains("\n  3/3  "), all);
    assertFalse(all.contains("─"), all);
    assertSame(err, System.err);
  }

  @Test
  void aRunThatDivergesLeavesNoLineEither() throws Exception {
    CommandResult result =
        train(
            "report.progress=live",
            "training.learningRate=1e30",
            "training.optimizer=sgd",
            "training.clipNorm=off");
    assertEquals(4, result.exitCode(), result.err());
    String all = String.join("\n", TerminalScreen.after(result.out(), 100));
    assertFalse(all.contains("─"), all);
    assertTrue(all.contains("\nkept "), all);
  }

  @Test
  void sparksOwnProgressBarIsOff() {
    assertEquals(0, Commands.run("--help").exitCode());
    assertEquals(
        "false",
        SparkSession.active().sparkContext().getConf().get("spark.ui.showConsoleProgress"));
  }
}

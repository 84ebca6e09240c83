package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on a real pseudo-terminal, which util-linux's {@code script} makes. */
@Timeout(300)
final class LiveIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @BeforeAll
  static void onlyOnLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "script differs elsewhere");
    assumeTrue(
        List.of("/usr/bin/script", "/bin/script").stream().anyMatch(p -> Files.exists(Path.of(p))),
        "util-linux's script is not installed");
  }

  /** Runs it in a shell on the terminal; gives everything that the terminal was sent. */
  private static CommandResult onTerminal(Map<String, String> env, String command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", "stty cols 100; " + command, "/dev/null")
            .directory(Project.ROOT.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().remove("NO_COLOR");
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().putAll(env);
    CommandResult result = CommandResult.of(builder, LIMIT);
    return new CommandResult(result.exitCode(), result.out().replace("\r\n", "\n"), result.err());
  }

  /** A run over two hundred rows, with what else the command line is to hold. */
  private static String train(Path dir, String run, String more) throws IOException {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    Path conf = dir.resolve("live.conf");
    Files.writeString(
        conf,
        Commands.small(csv, "y", "regression")
            + "\ndata { exclude = sign, validation.fraction = 0.2 }");
    return "jobs/tributary train "
        + conf
        + " --master local[2] --set training.epochs=40 --set run.dir="
        + dir.resolve(run)
        + " "
        + more;
  }

  @Test
  void aTerminalHasTheLineAndRowsAndEndsClean(@TempDir Path dir) throws Exception {
    CommandResult result = onTerminal(Map.of(), train(dir, "run", "< /dev/null"));
    assertEquals(0, result.exitCode(), result.out());
    assertTrue(result.out().contains("━") && result.out().contains("\u001b[32m"), result.out());
    List<String> screen = TerminalScreen.after(result.out(), 100);
    String all = String.join("\n", screen);
    assertEquals(
        1,
        screen.stream().filter(line -> line.matches("epoch +loss +validation +R² .*")).count(),
        all);
    assertTrue(screen.stream().anyMatch(line -> line.matches(" 1/40 +\\d\\.\\d{5} .*")), all);
    assertTrue(screen.stream().anyMatch(line -> line.matches("40/40 +\\d\\.\\d{5} .*")), all);
    assertTrue(all.contains("\ncompleted "), all);
    assertFalse(all.contains("─"), "the line is gone at the end:\n" + all);
  }

  @Test
  void aPipeIsNoTerminalEvenWhereTheRestIs(@TempDir Path dir) throws Exception {
    CommandResult piped = onTerminal(Map.of(), train(dir, "run", "| cat"));
    assertEquals(0, piped.exitCode(), piped.out());
    assertTrue(piped.out().contains("\nepoch         40/40  loss "), piped.out());
    assertTrue(piped.out().chars().noneMatch(c -> c == '\r' || c == '\u001b'), piped.out());
  }

  @Test
  void aRunThatIsStoppedLeavesNoLineBehindAndNoColorMeansNone(@TempDir Path dir) throws Exception {
    String begun = "grep -qs '\"kind\":\"epoch\"' " + dir.resolve("run/metrics.jsonl");
    CommandResult result =
        onTerminal(
            Map.of("NO_COLOR", "1"),
            train(dir, "run", "--set training.epochs=1000000 & pid=$!; ")
                + "until "
                + begun
                + " || ! kill -0 $pid; do sleep 0.2; done; kill -TERM $pid; wait $pid");
    assertEquals(143, result.exitCode(), result.out());
    List<String> screen = TerminalScreen.after(result.out(), 100);
    String all = String.join("\n", screen);
    assertTrue(result.out().contains("━") || result.out().contains("─"), all);
    assertTrue(all.contains("\ninterrupted ") || all.contains("interrupted: stopped"), all);
    assertFalse(all.contains("─"), all);
    assertFalse(result.out().contains("\u001b[3"), result.out());
  }
}

package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.DataException;
import tributary.ml.TableException;
import tributary.spark.ClusterException;

/** The exit status says whose turn it is, and the last line on standard error why. */
final class ExitStatusTest {
  @TempDir private Path dir;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epochs=1 | 0 | ''",
        "training.epohcs=1 | 2 | configuration: ",
        "training.epochs=0 | 2 | configuration: ",
        "data.path=/no/such/file.csv | 3 | data: ",
        "checkpoint.resume=/no/such/run | 3 | data: ",
        "training.learningRate=1e30 | 4 | diverged: "
      })
  void k15EveryStatusHasItsReasonOnTheLastLine(String set, int status, String word)
      throws IOException {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    CommandResult result =
        Commands.train(
            dir,
            Commands.small(csv, "y", "regression"),
            "data.exclude=sign",
            "network.activation=identity",
            "training.epochs=20",
            set);
    assertEquals(status, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().startsWith(word), result.err());
    assertEquals(status == 0, result.err().isBlank(), result.err());
  }

  static Stream<List<Object>> failures() {
    return Stream.of(
        List.of(new UsageException("m"), 2, "configuration: m"),
        List.of(new TableException("m"), 3, "data: m"),
        List.of(new DataException("m"), 3, "data: m"),
        List.of(new FileNotFoundException("m"), 3, "data: m"),
        List.of(new UncheckedIOException(new IOException("m")), 3, "data: m"),
        List.of(new ClusterException("m", null), 5, "cluster: m"),
        List.of(new ClusterException("cluster: m", null), 5, "cluster: m"),
        List.of(new IllegalStateException("m\nn"), 1, "internal fault, please report it: n"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void k15EveryKindOfFailureHasItsStatus(List<Object> failure) {
    StringWriter err = new StringWriter();
    int status = Failure.of((Throwable) failure.get(0)).report(new PrintWriter(err));
    assertEquals(failure.get(1), status);
    assertEquals(failure.get(2), new CommandResult(status, "", err.toString()).lastErrorLine());
  }

  @Test
  void k8ArgumentsThatAreRefusedKeepTheirSecrets() {
    CommandResult result =
        Commands.run("train", "x.conf", "--sett", "data.options.password=hunter2");
    assertEquals(2, result.exitCode());
    assertTrue(result.lastErrorLine().contains("(redacted)"), result.err());
    assertFalse(result.err().contains("hunter2"), result.err());
    CommandResult missing = Commands.run("evaluate", "s3x://me:hunter3@nowhere/run", "x.csv");
    assertTrue(missing.exitCode() != 0 && !missing.err().isBlank(), missing.err());
    assertFalse(missing.err().contains("hunter3"), missing.err());
  }

  @Test
  void k8ADataSourceThatRepeatsItsPasswordIsNotRepeated() throws IOException {
    CommandResult result =
        Commands.train(
            dir,
            "data { format = tributary.jobs.TalkativeSource, path = x, target = y }",
            "data.options.password=hunter2");
    assertEquals(3, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().contains("login refused: (redacted)"), result.err());
    assertFalse((result.out() + result.err()).contains("hunter2"), result.err());

    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(60));
    CommandResult trained =
        Commands.train(dir, Commands.small(csv, "y", "regression"), "data.exclude=sign");
    assertEquals(0, trained.exitCode(), trained.err());
    for (List<String> command :
        List.of(
            List.of("evaluate", dir.resolve("run").toString(), "x"),
            List.of(
                "predict",
                dir.resolve("run").toString(),
                "x",
                dir.resolve("out.csv").toString()))) {
      List<String> arguments = new ArrayList<>(command);
      arguments.addAll(
          List.of(
              "--set",
              "data.format=tributary.jobs.TalkativeSource",
              "--set",
              "data.options.password=hunter2"));
      CommandResult refused = Commands.run(arguments.toArray(String[]::new));
      assertEquals(3, refused.exitCode(), refused.err());
      assertTrue(refused.lastErrorLine().contains("login refused: (redacted)"), refused.err());
      assertFalse((refused.out() + refused.err()).contains("hunter2"), refused.err());
    }
  }

  /** Names out of a table that look like an end of the message, and like commands of a terminal. */
  @Test
  void k11NamesOutOfATableBeginNoLineAndSteerNoTerminal() throws IOException {
    String evil = "\\u001b[2Jx\\ndata: all is well";
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      rows.append(
          String.format(
              "{\"%s\":%d,\"b\":%d,\"k\":\"%s\"}%n", evil, i % 7 - 3, i, i % 2 == 0 ? "up" : evil));
    }
    Path json = Files.writeString(dir.resolve("data.json"), rows);
    String conf = Commands.small(json, "k", "classification");
    CommandResult trained = Commands.train(dir, conf, "report.html=true");
    assertEquals(0, trained.exitCode(), trained.err());
    Path run = dir.resolve("run");
    CommandResult inspected = Commands.run("inspect", "--configuration", run.toString());
    assertTrue(inspected.out().contains("\\u001b[2Jx\\ndata: all is well"), inspected.out());
    CommandResult refused =
        Commands.train(
            dir,
            conf,
            "run.dir=" + dir.resolve("other"),
            "data.target=[" + '"' + evil + '"' + "]",
            "data.task=classification",
            "data.features=[k, nowhere]");
    assertEquals(3, refused.exitCode(), refused.err());
    // Weights by a column of words: the message names the column and shows a value of it.
    CommandResult weighted =
        Commands.train(
            dir,
            Commands.small(json, "b", "regression"),
            "run.dir=" + dir.resolve("weighted"),
            "data.weight=\"" + evil + "\"",
            "data.features=[k]");
    assertEquals(3, weighted.exitCode(), weighted.err());
    assertTrue(
        weighted.lastErrorLine().contains("\\u001b[2Jx\\ndata: all is well"), weighted.err());
    for (CommandResult result : List.of(trained, inspected, refused, weighted)) {
      for (String text : List.of(result.out(), result.err())) {
        assertEquals(-1, text.indexOf('\u001b'), text);
        assertTrue(text.lines().noneMatch("data: all is well"::equals), text);
      }
    }
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertEquals(-1, Files.readString(file).indexOf('\u001b'), file.toString());
      }
    }
  }
}

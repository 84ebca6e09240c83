package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is wrong with what a user gives: one clear message, the right exit status, nothing half
 * written.
 */
final class BadInputTest {
  @TempDir private Path dir;

  /** What is wrong: the file's content, what it is called, settings, and what must come of it. */
  private record Case(
      String name,
      String file,
      String content,
      List<String> sets,
      ExitCode status,
      List<String> said) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case set(String name, ExitCode status, String set, String... said) {
    return new Case(
        name, "data.csv", Commands.table(60), List.of(set.split(";;", -1)), status, List.of(said));
  }

  static Stream<Case> refused() {
    return Stream.of(
        set(
            "missing file",
            ExitCode.DATA,
            "data.path=/no/such/table.csv",
            "/no/such/table.csv",
            "no file"),
        set(
            "misspelt key",
            ExitCode.CONFIGURATION,
            "training.learnigRate=1",
            "training.learningRate"),
        set("unknown key", ExitCode.CONFIGURATION, "nonsense=1", "nonsense"),
        set(
            "rate not positive",
            ExitCode.CONFIGURATION,
            "training.learningRate=0",
            "training.learningRate",
            "above 0"),
        set(
            "batch of nothing",
            ExitCode.CONFIGURATION,
            "training.batchSize=0",
            "training.batchSize"),
        set(
            "not a number",
            ExitCode.CONFIGURATION,
            "training.epochs=ten",
            "training.epochs",
            "ten"),
        set(
            "contradiction: held out twice",
            ExitCode.CONFIGURATION,
            "data.validation.fraction=0.1;;data.validation.path=x.csv",
            "validation"),
        set(
            "contradiction: Nesterov without momentum",
            ExitCode.CONFIGURATION,
            "training.nesterov=true;;training.momentum=0",
            "nesterov"),
        set(
            "contradiction: loss of another task",
            ExitCode.CONFIGURATION,
            "network.loss=softmaxCrossEntropy",
            "loss"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Case bad) throws Exception {
    Path data = dir.resolve(bad.file());
    Files.writeString(data, bad.content());
    CommandResult result =
        Commands.train(
            dir, Commands.small(data, "y", "regression"), bad.sets().toArray(String[]::new));
    assertEquals(bad.status().status(), result.exitCode(), result.err());
    assertAll(
        bad.said().stream()
            .map(
                word ->
                    () ->
                        assertTrue(
                            result.lastErrorLine().contains(word), word + " in: " + result.err())));
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(Files.exists(dir.resolve("run")), "a run directory was left behind");
  }

  static Stream<Case> fine() {
    return Stream.of(
        new Case(
            "batch larger than the table",
            "data.csv",
            Commands.table(5),
            List.of("training.batchSize=1000"),
            ExitCode.OK,
            List.of("1 steps")),
        new Case(
            "all rows in a batch",
            "data.csv",
            Commands.table(50),
            List.of("training.batchSize=all"),
            ExitCode.OK,
            List.of("batch 50")));
  }

  @ParameterizedTest
  @MethodSource
  void fine(Case odd) throws Exception {
    Path data = dir.resolve(odd.file());
    Files.writeString(data, odd.content());
    CommandResult result =
        Commands.train(
            dir, Commands.small(data, "y", "regression"), odd.sets().toArray(String[]::new));
    assertEquals(0, result.exitCode(), result.err());
    odd.said()
        .forEach(word -> assertTrue(result.out().contains(word), word + " in: " + result.out()));
  }

  @Test
  void anExistingRunIsNotTouched() throws Exception {
    Path data = Files.writeString(dir.resolve("data.csv"), Commands.table(60));
    Path old = Files.createDirectories(dir.resolve("run")).resolve("summary.json");
    Files.writeString(old, "precious");
    CommandResult result = Commands.train(dir, Commands.small(data, "y", "regression"));
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().contains("run.dir"), result.err());
    assertEquals("precious", Files.readString(old));
  }

  @Test
  void k12ARunDirectoryThatCannotBeWrittenIsRefusedBeforeTheDataIsRead() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "not a folder");
    Path data = Files.writeString(dir.resolve("data.csv"), Commands.table(60));
    CommandResult result =
        Commands.train(
            dir, Commands.small(data, "y", "regression"), "run.dir=" + file.resolve("run"));
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().contains("run.dir"), result.err());
    assertFalse(result.out().contains("reading"), result.out());
  }
}

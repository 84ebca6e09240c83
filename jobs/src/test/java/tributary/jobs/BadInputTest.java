package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static Case csv(String name, String content, ExitCode status, String... said) {
    return new Case(name, "data.csv", content, List.of(), status, List.of(said));
  }

  private static Case set(String name, ExitCode status, String set, String... said) {
    return new Case(
        name, "data.csv", Commands.table(60), List.of(set.split(";;", -1)), status, List.of(said));
  }

  private static String with(int row, String line) {
    List<String> lines = new ArrayList<>(Commands.table(60).lines().toList());
    lines.set(row, line);
    return String.join("\n", lines) + "\n";
  }

  static Stream<Case> refused() {
    String classes = "data.task=classification;;data.target=sign";
    return Stream.of(
        set(
            "missing file",
            ExitCode.DATA,
            "data.path=/no/such/table.csv",
            "/no/such/table.csv",
            "no file"),
        csv("ragged row", with(7, "1,2,q"), ExitCode.DATA, "data.csv"),
        set("missing column", ExitCode.DATA, "data.features=[a, bb]", "'bb'", "nearest is 'b'"),
        set("missing target", ExitCode.DATA, "data.target=yy", "'yy'", "nearest is 'y'"),
        set("missing weight column", ExitCode.DATA, "data.weight=w", "'w'"),
        csv("null feature", with(9, ",0.5,q,1,up"), ExitCode.DATA, "'a'", "row 9"),
        csv("NaN feature", with(9, "NaN,0.5,q,1,up"), ExitCode.DATA, "'a'", "row 9", "NaN"),
        csv("infinite feature", with(9, "Infinity,0.5,q,1,up"), ExitCode.DATA, "'a'", "row 9"),
        csv("missing target value", with(9, "1,0.5,q,,up"), ExitCode.DATA, "'y'", "row 9"),
        csv("no rows", "a,b,c,y,sign\n", ExitCode.DATA, "no rows"),
        csv("empty file", "", ExitCode.DATA, "data.csv"),
        csv("one row", "a,b,c,y,sign\n1,2,q,3,up\n", ExitCode.DATA, "row"),
        new Case(
            "one class only",
            "data.csv",
            "a,sign\n1,up\n2,up\n3,up\n",
            List.of(classes.split(";;", -1)),
            ExitCode.DATA,
            List.of("'sign'", "up")),
        new Case(
            "fractional class",
            "data.csv",
            "a,k\n1,0\n2,1\n3,1.5\n",
            List.of("data.task=classification", "data.target=k"),
            ExitCode.DATA,
            List.of("1.5", "'k'")),
        new Case(
            "negative class",
            "data.csv",
            "a,k\n1,0\n2,1\n3,-1\n",
            List.of("data.task=classification", "data.target=k"),
            ExitCode.DATA,
            List.of("-1", "'k'")),
        new Case(
            "class out of range",
            "data.csv",
            "a,k\n1,0\n2,1\n3,5\n",
            List.of("data.task=classification", "data.target=k", "data.classes=3"),
            ExitCode.DATA,
            List.of("5", "'k'")),
        new Case(
            "dates as features",
            "data.json",
            "{\"a\":1,\"t\":{\"x\":1},\"y\":2}\n{\"a\":2,\"t\":{\"x\":1},\"y\":1}\n",
            List.of(),
            ExitCode.DATA,
            List.of("'t'")),
        new Case(
            "vectors of unequal width",
            "data.json",
            "{\"v\":[1,2],\"y\":2}\n{\"v\":[1,2,3],\"y\":1}\n{\"v\":[1,2],\"y\":2}\n",
            List.of(),
            ExitCode.DATA,
            List.of("'v'", "3", "2")),
        new Case(
            "malformed JSON",
            "data.json",
            "{\"a\":1,\"y\":2}\n{\"a\":oops\n",
            List.of(),
            ExitCode.DATA,
            List.of("data.json")),
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
            "loss"),
        set("weights that are negative", ExitCode.DATA, "data.weight=b", "'b'"));
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
        csv(
            "a constant column",
            Commands.table(60).replaceAll(",[qr],", ",7,"),
            ExitCode.OK,
            "constant in all training rows"),
        new Case(
            "fewer rows than shards",
            "data.csv",
            Commands.table(5),
            List.of("shards=8"),
            ExitCode.OK,
            List.of("8 shards")),
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
  void aRunDirectoryThatCannotBeWrittenIsRefusedBeforeTheDataIsRead() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "not a folder");
    Path data = Files.writeString(dir.resolve("data.csv"), Commands.table(60));
    CommandResult result =
        Commands.train(
            dir, Commands.small(data, "y", "regression"), "run.dir=" + file.resolve("run"));
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().contains("run.dir"), result.err());
    assertFalse(result.out().contains("reading"), result.out());
  }

  @Test
  void divergenceSaysWhereAndKeepsTheLastGoodWeights() throws Exception {
    Path data = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    CommandResult result =
        Commands.train(
            dir,
            Commands.small(data, "y", "regression"),
            "training.learningRate=1e6",
            "training.epochs=50",
            "network.activation=identity");
    assertEquals(4, result.exitCode(), result.err());
    for (String word :
        List.of(
            "step", "last finite loss", "gradient norm", "learning rate", "training.clipNorm")) {
      assertTrue(result.lastErrorLine().contains(word), word + " in: " + result.err());
    }
    assertEquals("diverged", Project.text(dir.resolve("run"), "status"));
    // Reading refuses weights that are not finite.
    assertEquals(0, Commands.run("inspect", dir.resolve("run").toString()).exitCode());
  }
}

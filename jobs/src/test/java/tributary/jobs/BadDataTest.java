package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.Json;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;

/** Tables that are not as they should be: what the commands make of them, and what they say. */
final class BadDataTest {
  private static final String CLASSES = "data.task=classification";

  @TempDir private Path dir;

  /** A table of sixty rows with another line as row {@code row}. */
  private static String with(int row, String line) {
    List<String> lines = new ArrayList<>(Commands.table(60).lines().toList());
    lines.set(row, line);
    return String.join("\n", lines) + "\n";
  }

  private Path data(String content) throws IOException {
    return Files.writeString(dir.resolve("data.csv"), content);
  }

  private CommandResult train(Path data, String... sets) throws IOException {
    String quick = "\nreport { html = false, tensorBoard = false }\n";
    return Commands.train(dir, Commands.small(data, "y", "regression") + quick, sets);
  }

  /** Exit status 3, one sentence with all of these words, and nothing left behind. */
  private void refused(Path data, List<String> words, String... sets) throws IOException {
    CommandResult result = train(data, sets);
    assertEquals(ExitCode.DATA.status(), result.exitCode(), result.err());
    for (String word : words) {
      assertTrue(result.lastErrorLine().contains(word), word + " in: " + result.err());
    }
    assertFalse(result.err().contains("\tat "), result.err());
    assertFalse(Files.exists(dir.resolve("run")), "a run directory was left behind");
  }

  private CommandResult fine(Path data, String... sets) throws IOException {
    CommandResult result = train(data, sets);
    assertEquals(0, result.exitCode(), result.err());
    return result;
  }

  private String weightsOf(Path data, String... sets) throws IOException {
    fine(data, sets);
    Path run = dir.resolve("run");
    String sha = Project.text(run, "weightsSha256");
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    return sha;
  }

  @Test
  void d1d2AnInvalidValueIsRefusedWithItsRow() throws Exception {
    refused(data(with(9, ",0.5,q,1,up")), List.of("'a'", "row 9", "missing"));
    refused(data(with(9, "NaN,0.5,q,1,up")), List.of("'a'", "row 9", "NaN"));
    refused(data(with(9, "Infinity,0.5,q,1,up")), List.of("'a'", "row 9", "Infinity"));
    refused(data(with(9, "1,0.5,q,,up")), List.of("'y'", "row 9"));
    refused(data(Commands.table(60)), List.of("'b'", "weights must not be"), "data.weight=b");
  }

  @Test
  void d1d2RowsWithInvalidValuesCanBeSkippedAndAreCounted() throws Exception {
    List<String> lines = new ArrayList<>(Commands.table(200).lines().toList());
    String without = weightsOf(data(String.join("\n", lines) + "\n"), "data.invalid=skip");
    lines.add(90, "Infinity,0.5,q,1,up");
    lines.add(40, "1,0.5,,1,up");
    lines.add(10, "NaN,0.5,q,,up");
    lines.add(201, "1e39,0.5,q,1,up");
    Path holed = data(String.join("\n", lines) + "\n");
    CommandResult result = fine(holed, "data.invalid=skip");
    String sentence =
        "training table: 4 of 204 rows skipped: 3 for column 'a' (first in row 10: NaN), 1 for"
            + " column 'c' (first in row 41: null)";
    assertTrue(result.out().replaceAll("\\s+", " ").contains(sentence), result.out());
    Path run = dir.resolve("run");
    assertEquals(without, Project.text(run, "weightsSha256"));
    assertEquals(new JsonInteger(200), Project.summary(run, "rows"));
    JsonObject skipped = (JsonObject) ((JsonArray) Project.summary(run, "skipped")).items().get(0);
    assertEquals(
        "{\"table\":\"training table\",\"rows\":4,\"of\":204,\"columns\":["
            + "{\"column\":\"a\",\"rows\":3,\"firstRow\":10,\"found\":\"NaN\"},"
            + "{\"column\":\"c\",\"rows\":1,\"firstRow\":41,\"found\":\"null\"}]}",
        Json.compact(skipped));
    evaluateAndPredict(run, holed);
  }

  /** As the run was told, and otherwise where these commands are told so. */
  private void evaluateAndPredict(Path run, Path holed) throws IOException {
    CommandResult evaluated = Commands.run("evaluate", run.toString(), holed.toString());
    assertEquals(0, evaluated.exitCode(), evaluated.err());
    assertTrue(evaluated.out().contains("200 rows"), evaluated.out());
    assertTrue(evaluated.out().contains("4 of 204 rows skipped"), evaluated.out());
    String out = dir.resolve("out.json").toString();
    CommandResult predicted = Commands.run("predict", run.toString(), holed.toString(), out);
    assertEquals(0, predicted.exitCode(), predicted.err());
    assertTrue(predicted.out().contains("4 of 204 rows skipped"), predicted.out());
    assertEquals(200, Commands.session().read().json(out).count());
    CommandResult strict =
        Commands.run(
            "predict",
            run.toString(),
            holed.toString(),
            dir.resolve("strict.json").toString(),
            "--set",
            "data.invalid=error");
    assertEquals(3, strict.exitCode(), strict.err());
    assertTrue(strict.lastErrorLine().contains("row 10"), strict.err());
  }

  @Test
  void d3ColumnsThatAreMissingOrOfAForeignTypeAreRefused() throws Exception {
    Path data = data(Commands.table(60));
    refused(data, List.of("'bb'", "nearest is 'b'"), "data.features=[a, bb]");
    refused(data, List.of("'yy'", "nearest is 'y'"), "data.target=yy");
    refused(data, List.of("'w'"), "data.weight=w");
    refused(data, List.of("'sign'", "string"), "data.target=sign");
    String structs = "{\"a\":1,\"t\":{\"x\":1},\"y\":2}\n{\"a\":2,\"t\":{\"x\":1},\"y\":1}\n";
    refused(Files.writeString(dir.resolve("data.json"), structs), List.of("'t'"));
  }

  @Test
  void d4VectorsOfUnequalWidthAreRefused() throws Exception {
    String vectors = "{\"v\":[1,2],\"y\":2}\n{\"v\":[1,2,3],\"y\":1}\n{\"v\":[1,2],\"y\":2}\n";
    Path data = Files.writeString(dir.resolve("data.json"), vectors);
    refused(data, List.of("'v'", "row 2", "3 elements", "expected 2"));
    refused(data, List.of("'v'", "row 2", "3 elements"), "data.invalid=skip");
  }

  @Test
  void d5LabelsThatAreNoClassesAreRefused() throws Exception {
    String[] sets = {CLASSES, "data.target=k"};
    refused(data("a,k\n1,0\n2,1\n3,1.5\n"), List.of("1.5", "'k'", "row 3"), sets);
    refused(data("a,k\n1,0\n2,1\n3,-1\n"), List.of("-1", "'k'", "row 3"), sets);
    String[] three = {CLASSES, "data.target=k", "data.classes=3"};
    refused(data("a,k\n1,0\n2,1\n3,5\n"), List.of("is 5", "'k'", "from 0 to 2"), three);
  }

  @Test
  void d6ATableWithoutRowsIsRefused() throws Exception {
    refused(data("a,b,c,y,sign\n"), List.of("no rows"));
    refused(data(""), List.of("data.csv"));
    refused(data("a,b,c,y,sign\n1,2,q,3,up\n"), List.of("one training row"));
    refused(
        data("a,y\nNaN,1\nNaN,2\n"),
        List.of("2 of 2 rows skipped", "'a'", "there are no rows left"),
        "data.invalid=skip");
  }

  @Test
  void d7FewerRowsThanShardsAreEnough() throws Exception {
    CommandResult result = fine(data(Commands.table(5)), "shards=8");
    assertTrue(result.out().contains("8 shards"), result.out());
  }

  @Test
  void d8AConstantColumnIsNamedAndNoHindrance() throws Exception {
    String constant = Commands.table(60).replaceAll(",[qr],", ",7,");
    CommandResult result = fine(data(constant));
    assertTrue(result.out().contains("constant in all training rows"), result.out());
  }

  @Test
  void d9OneClassTeachesNothing() throws Exception {
    refused(
        data("a,sign\n1,up\n2,up\n3,up\n"),
        List.of("'sign'", "'up'", "two classes"),
        CLASSES,
        "data.target=sign");
  }

  @Test
  void d13AFileThatCannotBeReadIsNamed() throws Exception {
    refused(data(with(7, "1,2,q")), List.of("data.csv", "Malformed CSV record: 1,2,q"));
    refused(data(with(7, "1,2,\"q,3,up")), List.of("data.csv"));
    // Of several files the one at fault is named.
    Path folder = Files.createDirectory(dir.resolve("parts.csv"));
    Files.writeString(folder.resolve("one.csv"), Commands.table(60));
    Files.writeString(folder.resolve("two.csv"), with(7, "1,2,q"));
    refused(folder, List.of("file:", "two.csv", "Malformed CSV record: 1,2,q"));
    refused(cutOff("data.csv.gz", Commands.table(2000)), List.of("data.csv.gz", "EOFException"));
    String oops = "{\"a\":1,\"y\":2}\n{\"a\":oops\n";
    refused(Files.writeString(dir.resolve("data.json"), oops), List.of("data.json"));
    Path table = dir.resolve("data.parquet");
    Commands.session()
        .range(1000)
        .selectExpr("cast(id as double) a", "id % 7 as y")
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(table.toString());
    Path part;
    try (Stream<Path> files = Files.list(table)) {
      part = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(part);
    // The tail with the table of contents is lost; then it is there but what it speaks of is not.
    Files.write(part, Arrays.copyOf(whole, whole.length / 2));
    refused(table, List.of("file", part.getFileName().toString()));
    byte[] holed = whole.clone();
    Arrays.fill(holed, 4, whole.length / 2, (byte) 0);
    Files.write(part, holed);
    refused(table, List.of("file", part.getFileName().toString()));
  }

  /** Compressed, without its last bytes. */
  private Path cutOff(String name, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(dir.resolve(name), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
  }

  @Test
  void d13AByteOrderMarkAndWindowsLinesChangeNothing() throws Exception {
    String plain = Commands.table(60);
    String sha = weightsOf(data(plain));
    assertEquals(sha, weightsOf(data("\uFEFF" + plain.replace("\n", "\r\n"))));
  }

  @Test
  void d14ColumnsMayHaveAnyName() throws Exception {
    String odd = "größe in cm";
    String table =
        Commands.table(60).replaceFirst("a,b,c,y,sign", "a.b,`b`," + odd + ",y.z,sign now");
    fine(data(table), "data.target=y.z", "data.exclude=[\"sign now\"]");
    String[] predict = {
      "predict", dir.resolve("run").toString(), data(table).toString(), dir + "/out.csv"
    };
    CommandResult result = Commands.run(predict);
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("60 rows"), result.out());
  }

  @Test
  void n3ARateThatIsFarTooHighEndsTheRunAndTheLastGoodWeightsStay() throws Exception {
    CommandResult result =
        train(
            data(Commands.table(200)),
            "training.learningRate=1e6",
            "training.epochs=50",
            "network.activation=identity",
            "checkpoint.everySteps=1",
            "checkpoint.keep=100");
    assertEquals(4, result.exitCode(), result.err());
    for (String word :
        List.of(
            "step", "last finite loss", "gradient norm", "learning rate", "training.clipNorm")) {
      assertTrue(result.lastErrorLine().contains(word), word + " in: " + result.err());
    }
    Path run = dir.resolve("run");
    assertEquals("diverged", Project.text(run, "status"));
    long steps = ((JsonInteger) Project.summary(run, "steps")).value();
    assertTrue(steps < 20, steps + " steps");
    // Reading refuses weights that are not finite, in the model and in every checkpoint.
    assertEquals(0, Commands.run("inspect", run.toString()).exitCode());
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      long kept = files.filter(file -> file.toString().endsWith(".safetensors")).count();
      // While one is written the next ones may be passed over.
      assertTrue(kept >= 1 && kept <= steps, kept + " of " + steps);
    }
  }
}

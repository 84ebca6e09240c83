package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.Json;
import tributary.io.JsonValue.JsonObject;
import tributary.io.ModelDescription;
import tributary.io.ModelFormat;
import tributary.io.ParitySample;
import tributary.jobs.config.RunConfig;
import tributary.ml.ModelDirectory;

/** The commands on a small table: what train leaves, the others can use. */
final class CommandsTest {
  @TempDir private static Path dir = Path.of("");

  private static Path csv = Path.of("");
  private static Path regression = Path.of("");
  private static Path classification = Path.of("");

  @BeforeAll
  static void train() throws Exception {
    csv = Files.writeString(dir.resolve("data.csv"), Commands.table(300));
    regression = dir.resolve("regression");
    classification = dir.resolve("classification");
    for (String task : List.of("regression", "classification")) {
      boolean numbers = task.equals("regression");
      String conf =
          Commands.small(csv, numbers ? "y" : "sign", task)
              + "\ndata { exclude = "
              + (numbers ? "sign" : "y")
              + ", validation.fraction = 0.2, test.fraction = 0.1 }";
      CommandResult result =
          Commands.train(dir, conf, "training.epochs=20", "run.dir=" + dir.resolve(task));
      assertEquals(0, result.exitCode(), result.err());
    }
  }

  @Test
  void theRunDirectoryHoldsWhatItShould() throws Exception {
    try (Stream<Path> files = Files.list(regression)) {
      assertEquals(
          Set.of(
              "model",
              "metrics.jsonl",
              "tensorboard",
              "summary.json",
              "resolved.conf",
              "report.html"),
          Set.copyOf(files.map(file -> file.getFileName().toString()).toList()));
    }
    JsonObject summary =
        (JsonObject) Json.parse(Files.readString(regression.resolve("summary.json")));
    assertEquals(
        new TreeSet<>(
            List.of(
                "status",
                "steps",
                "epochs",
                "rows",
                "parameters",
                "batchSize",
                "shards",
                "skipped",
                "seed",
                "trainLoss",
                "validation",
                "test",
                "weightsSha256",
                "examplesPerSecond",
                "seconds",
                "ledger",
                "health",
                "gemm",
                "spark",
                "environment",
                "version")),
        new TreeSet<>(summary.members().keySet()));
    assertEquals(Set.of("examples", "loss", "r2", "rmse", "mae"), keys(regression, "validation"));
    assertEquals(Set.of("examples", "loss", "accuracy", "auc"), keys(classification, "validation"));
    assertEquals(Set.of("total", "prepare", "train", "evaluate"), keys(regression, "seconds"));
    assertEquals(
        Set.of("steps", "seconds", "garbageCollection", "verdict"), keys(regression, "ledger"));
    assertEquals(
        Set.of("deadUnits", "clipRate", "nonFiniteSteps", "alarms"), keys(regression, "health"));
    assertEquals(Set.of("version", "master", "executors", "execution"), keys(regression, "spark"));
    List<String> lines = Files.readAllLines(regression.resolve("metrics.jsonl"));
    for (String line : lines) {
      Json.parse(line);
    }
    assertEquals(20, lines.stream().filter(line -> line.contains("\"kind\":\"epoch\"")).count());
    assertTrue(lines.stream().anyMatch(line -> line.contains("\"kind\":\"step\"")));
  }

  private static Set<String> keys(Path run, String key) throws IOException {
    return ((JsonObject) Project.summary(run, key)).members().keySet();
  }

  @Test
  void theResolvedConfigurationTrainsTheSameWeights() throws Exception {
    Path again = dir.resolve("again");
    CommandResult result =
        Commands.run(
            "train", regression.resolve("resolved.conf").toString(), "--set", "run.dir=" + again);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(Project.text(regression, "weightsSha256"), Project.text(again, "weightsSha256"));
    RunConfig.load(again.resolve("resolved.conf"), List.of(), Map.of());
  }

  @Test
  void evaluateMeasuresRawRows() {
    CommandResult numbers = Commands.run("evaluate", regression.toString(), csv.toString());
    assertEquals(0, numbers.exitCode(), numbers.err());
    assertTrue(numbers.out().contains("300 rows") && numbers.out().contains("R²"), numbers.out());
    CommandResult classes =
        Commands.run("evaluate", classification.resolve("model").toString(), csv.toString());
    assertTrue(classes.out().contains("accuracy") && classes.out().contains("AUC"), classes.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "csv", "json"})
  void predictKeepsTheColumnsAndAddsItsOwn(String format) throws Exception {
    Path out = dir.resolve("predicted." + format);
    CommandResult result =
        Commands.run("predict", classification.toString(), csv.toString(), out.toString());
    assertEquals(0, result.exitCode(), result.err());
    SparkSession spark = SparkSession.active();
    Dataset<Row> read =
        spark
            .read()
            .format(format)
            .option("header", "true")
            .option("inferSchema", "true")
            .load(out.toString());
    assertEquals(
        Set.of("a", "b", "c", "y", "sign", "prediction", "probability_down", "probability_up"),
        Set.of(read.columns()));
    assertEquals(300, read.count());
    assertEquals(0, read.filter("abs(probability_down + probability_up - 1) > 1e-5").count());
    assertEquals(
        0, read.filter("(prediction = 'up') <> (probability_up > probability_down)").count());
    double accuracy = read.filter("prediction = sign").count() / 300.0;
    CommandResult evaluated = Commands.run("evaluate", classification.toString(), csv.toString());
    assertTrue(
        evaluated.out().contains(String.format(Locale.ROOT, "accuracy %.4f", accuracy)),
        accuracy + " in " + evaluated.out());
    CommandResult twice =
        Commands.run("predict", classification.toString(), csv.toString(), out.toString());
    assertEquals(2, twice.exitCode(), twice.err());
    assertTrue(twice.lastErrorLine().contains("exists already"), twice.err());
  }

  @Test
  void oneLogitTellsTwoClassesApartAndNoMore() throws Exception {
    Path run = dir.resolve("one-logit");
    String conf = Commands.small(csv, "sign", "classification") + "\ndata.exclude = y";
    CommandResult result =
        Commands.train(dir, conf, "network.loss=binaryCrossEntropy", "run.dir=" + run);
    assertEquals(0, result.exitCode(), result.err());
    CommandResult evaluated = Commands.run("evaluate", run.toString(), csv.toString());
    assertTrue(
        evaluated.out().contains("accuracy") && evaluated.out().contains("AUC"), evaluated.out());
    Path out = dir.resolve("one-logit.parquet");
    assertEquals(
        0, Commands.run("predict", run.toString(), csv.toString(), out.toString()).exitCode());
    assertEquals(300, SparkSession.active().read().parquet(out.toString()).count());
    Path three = Files.writeString(dir.resolve("three.csv"), "a,k\n1,x\n2,y\n3,z\n4,x\n");
    CommandResult refused =
        Commands.train(
            dir,
            Commands.small(three, "k", "classification"),
            "network.loss=binaryCrossEntropy",
            "run.dir=" + dir.resolve("three"));
    assertEquals(2, refused.exitCode(), refused.err());
    assertFalse(Files.exists(dir.resolve("three")));
  }

  @Test
  void severalLabelsAndSeveralNumbersTrainToo() throws Exception {
    Path table =
        Files.writeString(
            dir.resolve("labels.csv"), "a,p,q\n" + "1,0,1\n-1,1,0\n2,0,1\n-2,1,1\n".repeat(20));
    for (String task : List.of("multilabel", "regression")) {
      Path run = dir.resolve("several-" + task);
      CommandResult result =
          Commands.train(
              dir, Commands.small(table, "[p, q]", task), "run.dir=" + run, "training.epochs=5");
      assertEquals(0, result.exitCode(), result.err());
      Path out = dir.resolve("several-" + task + ".json");
      assertEquals(
          0, Commands.run("predict", run.toString(), table.toString(), out.toString()).exitCode());
      Set<String> columns = Set.of(SparkSession.active().read().json(out.toString()).columns());
      assertTrue(columns.containsAll(Set.of("prediction_p", "prediction_q")), columns.toString());
    }
  }

  @Test
  void predictRefusesATableThatLacksColumnsAndWritesNothing() throws Exception {
    Path other = Files.writeString(dir.resolve("other.csv"), "a,z\n1,2\n");
    Path out = dir.resolve("nothing.csv");
    CommandResult result =
        Commands.run("predict", regression.toString(), other.toString(), out.toString());
    assertEquals(3, result.exitCode(), result.err());
    assertTrue(
        result.lastErrorLine().contains("'b'") && result.lastErrorLine().contains("'c'"),
        result.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void inspectShowsLayersOriginAndHash() throws Exception {
    CommandResult result = Commands.run("inspect", regression.toString());
    assertEquals(0, result.exitCode(), result.err());
    // Inputs a, b and two levels of c: 4 × 8 + 8, then 8 + 1.
    for (String word :
        List.of(
            "dense 8 relu",
            "40",
            "49",
            "seed 42",
            "2 shards",
            csv.toString(),
            Project.text(regression, "weightsSha256"))) {
      assertTrue(result.out().contains(word), word + " in " + result.out());
    }
  }

  @Test
  void inspectVerifiesAModelByItsParitySample() {
    CommandResult result = Commands.run("inspect", "--verify", regression.toString());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(
        result.out().contains("parity        8 rows agree, largest difference 0.0"), result.out());
    assertFalse(Commands.run("inspect", regression.toString()).out().contains("parity"));
  }

  @Test
  void aModelThatPredictsSomethingElseIsNotVerified() throws Exception {
    ModelDirectory stored = ModelDirectory.read(regression.toString(), new Configuration());
    float[] others = stored.weights().clone();
    others[others.length - 1] += 0.5f;
    ModelDescription other = describe(stored.description(), others);
    // Whole by its digests, but with the sample of other weights.
    Path folder = save("other", other.with(stored.parity().orElseThrow()), others, stored.parity());
    CommandResult result = Commands.run("inspect", "--verify", folder.toString());
    assertEquals(3, result.exitCode(), result.err());
    assertTrue(
        result
            .lastErrorLine()
            .matches(
                "data: .*other: row \\d of the parity sample \\(the first is 1\\), 'y': found .*,"
                    + " expected .* \\(at most .* apart\\); the files are whole, so .*"),
        result.err());
    assertEquals(0, Commands.run("inspect", folder.toString()).exitCode());
  }

  @Test
  void aModelOfVersion1CannotBeVerified() throws Exception {
    ModelDirectory stored = ModelDirectory.read(regression.toString(), new Configuration());
    Path folder =
        save(
            "old",
            describe(stored.description(), stored.weights()),
            stored.weights(),
            Optional.empty());
    CommandResult result = Commands.run("inspect", "--verify", folder.toString());
    assertEquals(3, result.exitCode(), result.err());
    assertTrue(
        result
            .lastErrorLine()
            .endsWith(
                "old: a model of format version 1 has no parity sample to be verified by; train it"
                    + " or save it again"),
        result.err());
  }

  private static ModelDescription describe(ModelDescription from, float[] weights) {
    return ModelDescription.of(
        from.network(), from.table(), from.metrics(), from.provenance(), weights);
  }

  private static Path save(
      String name, ModelDescription model, float[] weights, Optional<ParitySample> parity)
      throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    try (OutputStream out = Files.newOutputStream(folder.resolve("weights.safetensors"))) {
      ModelFormat.writeWeights(model, weights, out);
    }
    if (parity.isPresent()) {
      try (OutputStream out = Files.newOutputStream(folder.resolve("parity.safetensors"))) {
        parity.get().write(out);
      }
    }
    Files.write(folder.resolve("model.json"), ModelFormat.description(model));
    return folder;
  }

  @Test
  void whatIsNoModelIsRefused() throws Exception {
    CommandResult missing = Commands.run("inspect", dir.resolve("nowhere").toString());
    assertEquals(3, missing.exitCode(), missing.err());
    Path foreign = Files.createDirectories(dir.resolve("foreign"));
    Files.write(foreign.resolve("model.json"), new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});
    CommandResult refused = Commands.run("inspect", foreign.toString());
    assertEquals(3, refused.exitCode(), refused.err());
    assertTrue(refused.lastErrorLine().contains("model.json"), refused.err());
  }

  @Test
  void c2ATruncatedModelOfARunIsRefused() throws Exception {
    Path model = regression.resolve("model");
    Path damaged = Files.createDirectories(dir.resolve("damaged"));
    List<String> names = List.of("model.json", "weights.safetensors", "parity.safetensors");
    for (String name : names) {
      Files.copy(model.resolve(name), damaged.resolve(name));
    }
    for (String name : names) {
      byte[] whole = Files.readAllBytes(damaged.resolve(name));
      // Every single length is ModelRefusalTest's.
      for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
        Files.write(damaged.resolve(name), Arrays.copyOf(whole, length));
        assertThrows(
            IOException.class,
            () -> ModelDirectory.read(damaged.toString(), new Configuration()),
            name + " cut to " + length + " bytes");
      }
      Files.write(damaged.resolve(name), whole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train", "evaluate", "predict", "inspect", "export", "report"})
  void everyCommandHasHelp(String command) {
    CommandResult result = Commands.run(command, "--help");
    assertEquals(0, result.exitCode());
    assertTrue(result.out().contains("Usage: tributary " + command), result.out());
  }

  @Test
  void wrongArgumentsAreAMatterOfConfiguration() {
    CommandResult result = Commands.run("train");
    assertEquals(2, result.exitCode());
    assertTrue(result.lastErrorLine().contains("CONF"), result.err());
    assertEquals(2, Commands.run("trian", "x").exitCode());
  }
}

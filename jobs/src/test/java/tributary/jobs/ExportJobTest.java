package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.io.OnnxArray;
import tributary.io.OnnxFormat;
import tributary.io.OnnxInterpreter;
import tributary.io.Safetensors;

/** A network that the train command trained on diamonds, taken out of Spark and back to it. */
final class ExportJobTest {
  @TempDir private static Path dir = Path.of("");

  private static Path run = Path.of("");
  private static Path data = Path.of("");

  @BeforeAll
  static void train() throws IOException {
    run = dir.resolve("run");
    data = Files.write(dir.resolve("some.csv"), someDiamonds());
    CommandResult trained =
        Commands.run(
            "train",
            Project.ROOT.resolve("conf/diamonds.conf").toString(),
            "--set",
            "data.path=" + data,
            "--set",
            "training.epochs=1",
            "--set",
            "training.batchSize=256",
            "--set",
            "run.dir=" + run);
    assertEquals(0, trained.exitCode(), trained.err());
  }

  /** Every twentieth, so that all prices are among them. */
  private static List<String> someDiamonds() throws IOException {
    List<String> some = new ArrayList<>();
    try (InputStream file = Files.newInputStream(Project.ROOT.resolve("conf/diamonds.csv.gz"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      for (int i = 0; line != null; i++) {
        if (i % 20 == 0) {
          some.add(line);
        }
        line = lines.readLine();
      }
    }
    return some;
  }

  private static CommandResult export(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "export";
    all[1] = run.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Commands.run(all);
  }

  private static void succeeds(CommandResult result) {
    assertEquals(0, result.exitCode(), result.err());
  }

  @Test
  void anOnnxFilePredictsWhatThePredictCommandDoes() throws Exception {
    Path file = dir.resolve("diamonds.onnx");
    CommandResult exported = export(file.toString());
    succeeds(exported);
    assertTrue(exported.out().contains("carat  float [N, 1]"), exported.out());
    assertTrue(exported.out().contains("cut  string [N, 1]"), exported.out());
    assertTrue(exported.out().contains("prediction  float [N, 1]"), exported.out());
    assertTrue(exported.out().contains("8 rows agree"), exported.out());
    CommandResult inspected = Commands.run("inspect", "--verify", file.toString());
    succeeds(inspected);
    assertTrue(inspected.out().contains("8 rows agree"), inspected.out());

    Path predicted = dir.resolve("predicted.parquet");
    succeeds(Commands.run("predict", run.toString(), data.toString(), predicted.toString()));
    SparkSession spark = SparkSession.active();
    List<Row> rows = spark.read().parquet(predicted.toString()).limit(200).collectAsList();
    OnnxInterpreter graph = OnnxInterpreter.of(OnnxFormat.read(Files.readAllBytes(file)));
    for (Row row : rows) {
      float expected = (float) row.<Double>getAs("prediction").doubleValue();
      OnnxArray found = graph.run(inputs(row)).get("prediction");
      // In units of the prices' deviation: the logit is a float, which that multiplies.
      assertEquals(expected, Objects.requireNonNull(found).floats()[0], 1e-5 * 4000);
    }
  }

  private static Map<String, OnnxArray> inputs(Row row) {
    Map<String, OnnxArray> inputs = new HashMap<>();
    List<Long> one = List.of(1L, 1L);
    for (String name : List.of("cut", "color", "clarity")) {
      inputs.put(name, OnnxArray.of(one, new String[] {row.getAs(name)}));
    }
    for (String name : List.of("carat", "depth", "table", "x", "y", "z")) {
      float value = row.<Number>getAs(name).floatValue();
      inputs.put(name, OnnxArray.of(one, new float[] {value}));
    }
    return inputs;
  }

  @Test
  void aSafetensorsFileHoldsTheWeightsAndVerifiesItself() throws Exception {
    Path file = dir.resolve("diamonds.safetensors");
    CommandResult exported = export(file.toString());
    succeeds(exported);
    assertTrue(exported.out().contains("layers.0.weight  F32 ["), exported.out());
    Safetensors read = Safetensors.read(Files.readAllBytes(file));
    assertEquals("pt", read.metadata().get("format"));
    String sha256 = Project.text(run, "weightsSha256");
    assertEquals(sha256, read.metadata().get("tributary.weightsSha256"));
    CommandResult inspected = Commands.run("inspect", "--verify", file.toString());
    succeeds(inspected);
    assertTrue(inspected.out().contains("sha256 " + sha256), inspected.out());
    assertTrue(inspected.out().contains("8 rows agree"), inspected.out());
    assertTrue(inspected.out().contains("exported"), inspected.out());
  }

  @Test
  void aDamagedFileIsFound() throws Exception {
    Path file = dir.resolve("damaged.onnx");
    succeeds(export(file.toString()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 4] ^= 4;
    Files.write(file, bytes);
    CommandResult inspected = Commands.run("inspect", "--verify", file.toString());
    assertEquals(3, inspected.exitCode());
    assertTrue(inspected.lastErrorLine().contains(file.toString()), inspected.err());
  }

  @Test
  void anOldFileStaysUnlessItIsToBeReplaced() throws Exception {
    Path file = Files.writeString(dir.resolve("old.onnx"), "precious");
    CommandResult refused = export(file.toString());
    assertEquals(2, refused.exitCode());
    assertEquals(
        "configuration: " + file + " exists already; add --overwrite, or name another OUT",
        refused.lastErrorLine());
    assertEquals("precious", Files.readString(file));
    CommandResult replaced = export(file.toString(), "--overwrite", "--inputs", "double");
    succeeds(replaced);
    assertTrue(replaced.out().contains("carat  double [N, 1]"), replaced.out());
    try (var files = Files.list(dir)) {
      assertFalse(files.anyMatch(path -> path.toString().endsWith(".tmp")));
    }
  }

  @Test
  void theFormatMayBeNamed() throws Exception {
    Path file = dir.resolve("model.bin");
    succeeds(export("--format", "ONNX", file.toString()));
    OnnxFormat.read(Files.readAllBytes(file));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "2|out.xml|ends in neither .onnx nor .safetensors; add --format",
        "2|out --format pmml|--format is pmml; it must be one of onnx, safetensors",
        "2|out.onnx --inputs half|--inputs is half; it must be float or double",
        "2|out.safetensors --inputs double|--inputs is for ONNX files, but the format is",
        "2|folder.onnx|exists already",
        "3|folder.onnx --overwrite|there is a folder of that name",
        "3|file/out.onnx|write ",
      })
  void tellsInOneLineWhyNot(int status, String arguments, String reason) throws Exception {
    Files.createDirectories(dir.resolve("folder.onnx"));
    Files.writeString(dir.resolve("file"), "");
    String[] given = arguments.split(" ", -1);
    given[0] = dir.resolve(given[0]).toString();
    CommandResult result = export(given);
    assertEquals(status, result.exitCode(), result.err());
    assertTrue(result.lastErrorLine().contains(reason), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
  }

  @Test
  void refusesAFolderWithoutAModelAndFilesThatAreNone() throws Exception {
    CommandResult none =
        Commands.run("export", dir.toString(), dir.resolve("none.onnx").toString());
    assertEquals(3, none.exitCode());
    assertTrue(none.lastErrorLine().contains("holds no model"), none.err());
    assertFalse(Files.exists(dir.resolve("none.onnx")));
    Path text = Files.writeString(dir.resolve("text.onnx"), "hello");
    CommandResult foreign = Commands.run("inspect", text.toString());
    assertEquals(3, foreign.exitCode());
    assertTrue(foreign.lastErrorLine().contains("text.onnx: ONNX: "), foreign.err());
    CommandResult missing = Commands.run("inspect", dir.resolve("missing.onnx").toString());
    assertTrue(missing.lastErrorLine().contains("there is no such file"), missing.err());
  }
}

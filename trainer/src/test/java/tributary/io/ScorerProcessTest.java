package tributary.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** The scorer in a JVM of its own that has neither Spark nor Hadoop nor Scala. */
final class ScorerProcessTest {
  @TempDir private Path dir;

  /** The trainer's classes, and of all jars those whose names begin so. */
  private static String classPath(String... jars) {
    Stream<String> wanted =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    Arrays.stream(jars).anyMatch(jar -> new File(entry).getName().startsWith(jar)));
    return String.join(
        File.pathSeparator,
        Stream.concat(Stream.of(Path.of("target", "classes").toAbsolutePath().toString()), wanted)
            .toList());
  }

  private String java(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Path out = dir.resolve("out.txt");
    Path err = dir.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still running");
    } finally {
      process.destroyForcibly();
    }
    String errors = Files.readString(err);
    assertEquals(0, process.exitValue(), errors);
    return Files.readString(out, UTF_8);
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.substring(1, line.length() - 1).split(", ", -1))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "reference, slf4j-api, slf4j-api, slf4j-api",
    "netlib, slf4j-api, blas-, blas-",
    "openblas, slf4j-api, openblas-, javacpp-",
  })
  void predictsWithoutSparkOnTheClassPath(String gemm, String a, String b, String c)
      throws Exception {
    ModelDescription model = Models.mixedClassifier();
    float[] weights = Models.weights(model.network(), 3);
    Models.writeFolder(dir.resolve("model"), model, weights, true);
    String path =
        classPath(a, b, c)
            + File.pathSeparator
            + Path.of("target", "test-classes").toAbsolutePath();
    List<String> lines =
        java("-cp", path, ScoreRows.class.getName(), dir.toString()).lines().toList();
    assertEquals(gemm, lines.get(0));
    ParitySample sample = ParitySample.of(model, weights);
    Scorer scorer = Scorer.of(model, weights);
    for (int row = 0; row < sample.rows(); row++) {
      double[] expected = scorer.predict(sample.row(row));
      double[] found = numbers(lines.get(1 + row));
      assertEquals(expected.length, found.length);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], found[i], 1e-6, "row " + row);
      }
    }
    assertTrue(lines.get(9).startsWith("8 rows agree, largest difference "), lines.get(9));
  }

  private static String example() throws IOException {
    String text = Files.readString(Path.of("README.md"));
    int begin = text.indexOf("```java\n") + "```java\n".length();
    return text.substring(begin, text.indexOf("```", begin));
  }

  private static ModelDescription diamonds() {
    List<ColumnEncoding> features = new ArrayList<>();
    features.add(new ColumnEncoding.Numeric("carat", 0.8, 0.47));
    features.add(new ColumnEncoding.Categorical("cut", List.of("Fair", "Good", "Ideal")));
    features.add(new ColumnEncoding.Categorical("color", List.of("D", "E", "F", "G")));
    features.add(new ColumnEncoding.Categorical("clarity", List.of("IF", "SI1", "VS2")));
    for (String name : List.of("depth", "table", "x", "y", "z")) {
      features.add(new ColumnEncoding.Numeric(name, 30, 20));
    }
    TableEncoding table =
        new TableEncoding(
            features,
            new TargetEncoding.Regression(List.of("price"), List.of(3932.8), List.of(3989.4)));
    NetworkSpec network =
        new NetworkSpec(
            16,
            List.of(new DenseSpec(8, Activation.RELU), new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1));
    return ModelDescription.of(
        network, table, Map.of(), Models.PROVENANCE, Models.weights(network, 6));
  }

  @Test
  void theExampleOfTheReadmePredictsAPrice() throws Exception {
    ModelDescription model = diamonds();
    float[] weights = Models.weights(model.network(), 6);
    Models.writeFolder(dir.resolve("model"), model, weights, true);
    Path program = Files.writeString(dir.resolve("Price.java"), example());
    String out = java("-cp", classPath("slf4j-api"), program.toString(), dir.toString());
    Map<String, Object> row =
        Map.of(
            "carat", 0.7, "cut", "Ideal", "color", "G", "clarity", "VS2", "depth", 61.8, "table",
            57, "x", 5.7, "y", 5.72, "z", 3.53);
    double price = Scorer.of(model, weights).predict(row)[0];
    assertEquals(String.format("price %.0f%n", price), out);
  }
}

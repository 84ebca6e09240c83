package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.spark.FaultyFileSystem;

/** One training in sessions of different settings, each a process of its own. */
@Timeout(240)
final class SettingsIT {
  private static final String KRYO = "spark.serializer=org.apache.spark.serializer.KryoSerializer";

  /** Whatever begins so must not be found anywhere. */
  private static final String SECRET = "hunter";

  @TempDir private static Path dir;
  private static final Map<String, CommandResult> RESULTS = new ConcurrentHashMap<>();

  @BeforeAll
  static void train() throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(200));
    Path plain =
        Files.writeString(dir.resolve("plain.conf"), Commands.small(csv, "y", "regression"));
    // The same table behind an address with a password, and options that speak of others.
    Path secret =
        Files.writeString(
            dir.resolve("secret.conf"),
            Commands.small(csv, "y", "regression")
                    .replace("\"" + csv, "\"faulty://me:" + SECRET + "1@store" + csv)
                + """

                data.options {
                  password = ${DATABASE_PASSWORD}
                  url = "jdbc:postgresql://me:hunter3@store/db?password=hunter4"
                  "fs.s3a.access.key" = hunter5
                }
                """);
    Map<String, ProcessBuilder> runs = new LinkedHashMap<>();
    runs.put(
        "java",
        driver(
            plain, "java", List.of("spark.serializer=org.apache.spark.serializer.JavaSerializer")));
    runs.put("kryo", driver(plain, "kryo", List.of(KRYO, "spark.kryo.registrationRequired=false")));
    // As the launcher has it: Kryo, for registered classes only.
    ProcessBuilder withSecrets =
        driver(
            secret,
            "secret",
            List.of(
                "spark.foo.password=" + SECRET + "6",
                "spark.hadoop.fs.s3a.secret.key=" + SECRET + "7",
                "spark.hadoop.fs.faulty.impl=" + FaultyFileSystem.class.getName(),
                KRYO,
                "spark.kryo.registrationRequired=true",
                "spark.kryo.registrator=tributary.spark.TributaryKryoRegistrator",
                "log4j2.configurationFile=file:" + Project.ROOT.resolve("conf/log4j2.properties")),
            "data.options.api.token=" + SECRET + "8",
            "run.dir=faulty://me:" + SECRET + "9@store" + dir.resolve("secret"),
            "report.html=true",
            "checkpoint.everySteps=5");
    withSecrets.environment().put("DATABASE_PASSWORD", SECRET + "2");
    runs.put("secret", withSecrets);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    runs.forEach(
        (name, builder) ->
            all.add(CompletableFuture.runAsync(() -> RESULTS.put(name, run(builder)))));
    for (CompletableFuture<Void> one : all) {
      one.get(200, TimeUnit.SECONDS);
    }
  }

  private static ProcessBuilder driver(
      Path configuration, String name, List<String> properties, String... more) {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "training.epochs=6",
                "data.exclude=sign",
                "data.validation.fraction=0.2",
                "report.html=false",
                "run.dir=" + dir.resolve(name)));
    sets.addAll(List.of(more));
    return Driver.java(properties, Driver.arguments(configuration, sets));
  }

  private static CommandResult run(ProcessBuilder builder) {
    try {
      return CommandResult.of(builder, Duration.ofMinutes(3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static CommandResult result(String name) {
    return Objects.requireNonNull(RESULTS.get(name), name);
  }

  private static String weights(String name) throws IOException {
    CommandResult result = result(name);
    assertEquals(0, result.exitCode(), result.out() + result.err());
    return Project.text(dir.resolve(name), "weightsSha256");
  }

  @Test
  void k5EverySerializerGivesTheSameWeights() throws Exception {
    String expected = weights("java");
    assertEquals(expected, weights("kryo"));
    assertEquals(expected, weights("secret"));
  }

  @Test
  void k8NoSecretIsInAnyByteOfWhatARunLeavesAndSays() throws Exception {
    assertEquals(0, result("secret").exitCode());
    CommandResult result = result("secret");
    assertEquals(-1, result.out().indexOf(SECRET), result.out());
    assertEquals(-1, result.err().indexOf(SECRET), result.err());
    assertTrue(result.out().contains("faulty://(redacted)@store"), result.out());
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(dir.resolve("secret"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        names.add(dir.resolve("secret").relativize(file).toString());
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertEquals(-1, content.indexOf(SECRET), file.toString());
      }
    }
    for (String name :
        List.of(
            "summary.json", "resolved.conf", "metrics.jsonl", "report.html", "model/model.json")) {
      assertTrue(names.contains(name), names.toString());
    }
    assertTrue(
        names.stream().anyMatch(name -> name.startsWith("checkpoints/step-")), names.toString());
    assertTrue(names.stream().anyMatch(name -> name.startsWith("tensorboard/")), names.toString());
    String resolved = Files.readString(dir.resolve("secret/resolved.conf"));
    assertTrue(resolved.contains("password=\"(redacted)\""), resolved);
  }
}

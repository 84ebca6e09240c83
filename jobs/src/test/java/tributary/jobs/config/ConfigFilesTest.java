package tributary.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.properties.PropertiesConfiguration;
import org.apache.logging.log4j.core.config.properties.PropertiesConfigurationFactory;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleKind;

/** The files in {@code conf/} are what they say. */
final class ConfigFilesTest {
  private static final Path CONF = Path.of("..", "conf");
  private static final Map<String, String> ENV = Map.of("TRIBUTARY_DATA", "/data");
  private static final Set<String> NOT_RUNS = Set.of("spark-defaults.conf");

  static List<Path> runs() throws IOException {
    return runsIn(CONF);
  }

  static List<Path> healthRuns() throws IOException {
    List<Path> runs = new ArrayList<>(runsIn(CONF.resolve("gradient-health")));
    runs.addAll(runsIn(CONF.resolve("gradient-health/depth")));
    return runs;
  }

  private static List<Path> runsIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .filter(file -> !NOT_RUNS.contains(file.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  @Test
  void theFourReadyRunsAreThere() throws IOException {
    assertEquals(
        Set.of("adult.conf", "diamonds.conf", "fashion-mnist.conf", "pure-sgd.conf"),
        runs().stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
  }

  @Test
  void theHealthRunsDifferInNothingButWhatTheyAreAbout() throws IOException {
    assertEquals(7 + 12, healthRuns().size());
    Path folder = CONF.resolve("gradient-health");
    for (String pair :
        List.of(
            "vanishing-plain vanishing-skips",
            "dying-plain dying-skips",
            "dying-plain dying-leaky",
            "depth/plain-02 depth/skips-02",
            "depth/plain-64 depth/skips-64",
            "depth/plain-02 depth/plain-64")) {
      List<RunConfig> both =
          Stream.of(pair.split(" ", -1))
              .map(name -> RunConfig.load(folder.resolve(name + ".conf"), List.of(), ENV))
              .toList();
      assertEquals(both.get(0).training(), both.get(1).training(), pair);
      assertEquals(both.get(0).data(), both.get(1).data(), pair);
    }
    List<TrainingConfig> exploding =
        Stream.of("exploding-unclipped", "exploding-clipped")
            .map(name -> RunConfig.load(folder.resolve(name + ".conf"), List.of(), ENV))
            .map(RunConfig::training)
            .toList();
    assertEquals(exploding.get(0).learningRate(), exploding.get(1).learningRate());
    assertTrue(exploding.get(0).clipNorm().isEmpty() && exploding.get(1).clipNorm().isPresent());
    for (int depth = 2; depth <= 64; depth *= 2) {
      for (String kind : List.of("plain", "skips")) {
        Path file = folder.resolve(String.format(Locale.ROOT, "depth/%s-%02d.conf", kind, depth));
        NetworkSpec spec = RunConfig.load(file, List.of(), ENV).networkSpec(784, 10);
        assertEquals(depth + 1, Network.of(spec).unitLayers().size(), file + " and the output");
      }
    }
  }

  @ParameterizedTest
  @MethodSource({"runs", "healthRuns"})
  void everyRunLoadsAndSurvivesRendering(Path file) {
    RunConfig config = RunConfig.load(file, List.of(), ENV);
    String stem = file.getFileName().toString().replace(".conf", "");
    assertEquals(stem, config.run().name());
    assertTrue(config.data().test().isGiven(), "a run ends with figures on rows it never saw");
    assertEquals(config, RunConfig.parse("resolved.conf", config.render(), List.of(), Map.of()));
    assertFalse(config.networkSpec(9, 10).layers().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adult", "fashion-mnist"})
  void aRunWithoutItsDataSaysHowToGetIt(String name) {
    Path file = CONF.resolve(name + ".conf");
    ConfigProblems problems =
        assertThrows(ConfigProblems.class, () -> RunConfig.load(file, List.of(), Map.of()));
    assertEquals(1, problems.problems().size(), problems::getMessage);
    String message = problems.getMessage();
    assertTrue(
        message.contains("TRIBUTARY_DATA") && message.contains("$TRIBUTARY_DATA/" + name), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"diamonds", "pure-sgd"})
  void theDiamondsLieBesideTheFileWhereverItIsStarted(String name) {
    RunConfig config = RunConfig.load(CONF.resolve(name + ".conf"), List.of(), Map.of());
    Path data = CONF.resolve("diamonds.csv.gz").toAbsolutePath().normalize();
    assertEquals(List.of("file:" + data), config.data().path());
    assertTrue(Files.isRegularFile(data));
  }

  @Test
  void pureSgdIsTheTextbookAlgorithm() {
    TrainingConfig training =
        RunConfig.load(CONF.resolve("pure-sgd.conf"), List.of(), Map.of()).training();
    assertEquals(1, training.batchSize(1000));
    assertEquals(OptimizerKind.SGD, training.optimizer());
    assertEquals(0, training.momentum());
    assertEquals(0, training.weightDecay());
    assertTrue(training.clipNorm().isEmpty() && training.clipValue().isEmpty());
    assertEquals(ScheduleKind.CONSTANT, training.schedule().kind());
  }

  @Test
  void sparkReadsItsDefaults() {
    scala.collection.Map<String, String> settings =
        Utils.getPropertiesFromFile(CONF.resolve("spark-defaults.conf").toString());
    assertEquals("true", settings.apply("spark.kryo.registrationRequired"));
    assertEquals(
        "tributary.spark.TributaryKryoRegistrator", settings.apply("spark.kryo.registrator"));
    assertEquals("0s", settings.apply("spark.locality.wait"));
  }

  @Test
  void log4jReadsItsSettings() throws IOException {
    Path file = CONF.resolve("log4j2.properties");
    PropertiesConfiguration configuration =
        new PropertiesConfigurationFactory()
            .getConfiguration(
                new LoggerContext("test"), new ConfigurationSource(Files.newInputStream(file)));
    configuration.initialize();
    assertEquals(Level.WARN, configuration.getRootLogger().getLevel());
    assertEquals(Level.INFO, configuration.getLoggerConfig("tributary.spark").getLevel());
    assertEquals(Set.of("stderr"), configuration.getAppenders().keySet());
  }

  /** Each block of settings begins with the line that says why. */
  @ParameterizedTest
  @ValueSource(strings = {"spark-defaults.conf", "log4j2.properties"})
  void everySettingHasAReasonAboveIt(String name) throws IOException {
    String previous = "";
    Set<String> without = new TreeSet<>();
    for (String line : Files.readAllLines(CONF.resolve(name))) {
      if (!line.isBlank() && !line.startsWith("#") && previous.isBlank()) {
        without.add(line);
      }
      previous = line;
    }
    assertEquals(Set.of(), without);
  }
}

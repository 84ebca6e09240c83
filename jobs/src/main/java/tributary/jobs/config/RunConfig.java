package tributary.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tributary.io.Provenance;
import tributary.nn.NetworkSpec;
import tributary.spark.Execution;

/**
 * Everything a run is told, as values that have been checked. The keys are the components' names;
 * {@code tributary/reference.conf} has a default and a line of documentation for each.
 *
 * @param shards the parts that the rows are cut into, which decide the result to the bit; empty to
 *     let the cores decide
 * @param gemm which matrix multiplication: auto, openblas, netlib or reference
 * @param tasks Spark tasks per step; empty for one per core
 * @param storageLevel the name of the Spark storage level of the cached shards
 */
public record RunConfig(
    RunDirectoryConfig run,
    long seed,
    OptionalInt shards,
    Execution execution,
    String gemm,
    OptionalInt tasks,
    String storageLevel,
    DataConfig data,
    NetworkConfig network,
    TrainingConfig training,
    HealthConfig health,
    ReportConfig report,
    CheckpointConfig checkpoint) {
  private static final List<String> GEMMS = List.of("auto", "openblas", "netlib", "reference");
  private static final List<String> STORAGE_LEVELS =
      List.of(
          "MEMORY_AND_DISK",
          "MEMORY_ONLY",
          "MEMORY_AND_DISK_SER",
          "MEMORY_ONLY_SER",
          "DISK_ONLY",
          "OFF_HEAP");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("(?m)^.*=\\s*[-+]?\\d+,\\d+");

  /**
   * Reads a configuration file, lays {@code sets} over it, and checks the whole.
   *
   * @param sets {@code key=value} each, the last of a key wins
   * @param env what {@code ${NAME}} is looked up in where it is no key
   * @throws ConfigProblems with everything that is wrong
   */
  public static RunConfig load(Path file, List<String> sets, Map<String, String> env) {
    return load(file, sets, env, Path.of(""));
  }

  /** {@link #load(Path, List, Map)} with relative data paths looked up in another folder. */
  static RunConfig load(
      Path file, List<String> sets, Map<String, String> env, Path workingDirectory) {
    ProblemList problems = new ProblemList(file.toString());
    String text = text(file, problems);
    problems.throwIfAny();
    DataPaths paths = new DataPaths(workingDirectory, file.toAbsolutePath().getParent());
    return bind(
        problems,
        file.toString(),
        text,
        () -> ConfigFactory.parseFile(file.toFile(), Layers.options().setAllowMissing(false)),
        sets,
        env,
        paths);
  }

  /**
   * The same for a configuration that is no file, say a {@code resolved.conf} out of a run
   * directory.
   *
   * @param name what messages call it
   * @throws ConfigProblems with everything that is wrong
   */
  public static RunConfig parse(
      String name, String text, List<String> sets, Map<String, String> env) {
    return bind(
        new ProblemList(name),
        name,
        text,
        () -> ConfigFactory.parseString(text, Layers.options().setOriginDescription(name)),
        sets,
        env,
        new DataPaths(Path.of(""), null));
  }

  /**
   * The configuration of the run that made a model, with {@code sets} over it.
   *
   * @param model the model's folder, for messages
   * @throws ConfigProblems with everything that is wrong
   */
  public static RunConfig of(String model, Provenance provenance, List<String> sets) {
    return parse(model + ", its configuration", provenance.configuration(), sets, System.getenv());
  }

  /**
   * The configuration as HOCON with every key, defaults included, that loads to an equal one; the
   * values of options whose key speaks of a secret are left out.
   */
  public String render() {
    return ConfigText.of(this);
  }

  /**
   * The whole network.
   *
   * @param outputs the classes of a classification, else the target columns
   */
  public NetworkSpec networkSpec(int inputs, int outputs) {
    return network.toSpec(inputs, outputs, data.task());
  }

  /** The same run with its results in {@code dir}. */
  public RunConfig withRunDir(String dir) {
    return new RunConfig(
        new RunDirectoryConfig(run.name(), Optional.of(dir)),
        seed,
        shards,
        execution,
        gemm,
        tasks,
        storageLevel,
        data,
        network,
        training,
        health,
        report,
        checkpoint);
  }

  static OptionalInt optionalInt(Optional<Long> value) {
    return value.map(Math::toIntExact).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  private interface Parser {
    Config parse();
  }

  private static RunConfig bind(
      ProblemList problems,
      String name,
      String text,
      Parser parser,
      List<String> sets,
      Map<String, String> env,
      DataPaths paths) {
    Config settings = Layers.sets(sets, problems);
    Layers layers = layers(name, text, parser, settings, env, problems);
    if (layers == null) {
      problems.throwIfAny();
      throw new IllegalStateException(name + " could not be read, and nothing says why");
    }
    Section root = Section.root(layers, problems);
    RunConfig config = read(root, RunDirectoryConfig.nameOf(name), paths);
    new Contradictions(config, layers, problems).find();
    problems.throwIfAny();
    return config;
  }

  /** Null, with a problem, when the text cannot be read as HOCON. */
  private static @Nullable Layers layers(
      String name,
      String text,
      Parser parser,
      Config settings,
      Map<String, String> env,
      ProblemList problems) {
    try {
      Config file = parser.parse();
      DuplicateKeys.find(text, file, problems);
      return Layers.of(file, settings, env);
    } catch (ConfigException broken) {
      ConfigOrigin origin = broken.origin();
      int line = origin == null ? 0 : origin.lineNumber();
      String source = origin == null || line < 1 ? name : ProblemList.sourceOf(origin);
      String cure = "";
      Matcher comma = DECIMAL_COMMA.matcher(text);
      while (comma.find()) {
        int at = 1 + (int) text.substring(0, comma.start()).lines().count();
        // The parser stumbles over the token after it, which may be the end of the line.
        if (line == at || line == at + 1) {
          line = at;
          cure = "; decimals are written with a point, 0.1";
        }
      }
      problems.add(
          source, line, "cannot be read: " + Layers.reason(broken, around(text, line)) + cure);
      return null;
    }
  }

  /** The lines that a parser's complaint about one of them may quote. */
  private static String around(String text, int line) {
    return text.lines().skip(Math.max(0, line - 2)).limit(3).collect(Collectors.joining("\n"));
  }

  private static RunConfig read(Section in, String defaultName, DataPaths paths) {
    ValueReader<Optional<Long>> count = ValueReader.wholeNumber(1, Integer.MAX_VALUE).or("auto");
    RunConfig config =
        new RunConfig(
            RunDirectoryConfig.read(in.section("run"), defaultName),
            in.get("seed", ValueReader.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE)),
            optionalInt(in.get("shards", count)),
            in.get("execution", ValueReader.choice(Execution.class)),
            in.get("gemm", ValueReader.oneOf(GEMMS)),
            optionalInt(in.get("tasks", count)),
            in.get("storageLevel", ValueReader.oneOf(STORAGE_LEVELS)),
            DataConfig.read(in.section("data"), paths),
            NetworkConfig.read(in.section("network")),
            TrainingConfig.read(in.section("training")),
            HealthConfig.read(in.section("health")),
            ReportConfig.read(in.section("report")),
            CheckpointConfig.read(in.section("checkpoint")));
    in.done();
    return config;
  }

  private static String text(Path file, ProblemList problems) {
    try {
      if (Files.isDirectory(file)) {
        problems.add(file.toString(), 0, "is a folder; name a configuration file in it");
      } else if (!Files.exists(file)) {
        String from = Path.of("").toAbsolutePath().toString();
        problems.add(file.toString(), 0, "there is no such configuration file, seen from " + from);
      } else {
        return Files.readString(file, StandardCharsets.UTF_8);
      }
    } catch (CharacterCodingException binary) {
      problems.add(file.toString(), 0, "is not text in UTF-8; name a configuration file");
    } catch (IOException unreadable) {
      problems.add(file.toString(), 0, "cannot be read: " + unreadable);
    }
    return "";
  }
}

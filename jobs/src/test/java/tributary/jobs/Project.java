package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** The checkout that the tests run in, and its launcher. */
final class Project {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path JAR = ROOT.resolve("jobs/target/tributary.jar");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Project() {}

  /**
   * {@code jobs/tributary} with these arguments, from the top of the project, without SPARK_HOME.
   */
  static CommandResult launch(String... arguments) throws IOException, InterruptedException {
    return launch(Map.of(), arguments);
  }

  static CommandResult launch(Map<String, String> env, String... arguments)
      throws IOException, InterruptedException {
    return CommandResult.of(launcher(env, arguments), LIMIT);
  }

  static ProcessBuilder launcher(Map<String, String> env, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("jobs/tributary").toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(env);
    return builder;
  }

  /** What the run's summary says under these keys, one inside the other. */
  static JsonValue summary(Path run, String... keys) throws IOException {
    JsonValue value = Json.parse(Files.readString(run.resolve("summary.json")));
    for (String key : keys) {
      value = Objects.requireNonNull(((JsonObject) value).members().get(key), key);
    }
    return value;
  }

  static String text(Path run, String... keys) throws IOException {
    return ((JsonString) summary(run, keys)).value();
  }
}

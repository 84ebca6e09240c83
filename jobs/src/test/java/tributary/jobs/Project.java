package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tributary.io.Json;

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

  @SuppressWarnings("unchecked") // A summary is one JSON object.
  static Map<String, Object> summary(Path run) throws IOException {
    return (Map<String, Object>) Json.parse(Files.readString(run.resolve("summary.json")));
  }
}

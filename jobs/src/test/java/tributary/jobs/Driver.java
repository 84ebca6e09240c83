package tributary.jobs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A command as a process of its own, on this JVM's class path and two local cores. */
final class Driver {
  private Driver() {}

  /** {@code train CONF --set …}. */
  static List<String> arguments(Path configuration, List<String> sets) {
    return Stream.concat(
            Stream.of("train", configuration.toString()),
            sets.stream().flatMap(set -> Stream.of("--set", set)))
        .toList();
  }

  /**
   * @param properties {@code key=value} of the JVM, Spark's among them
   */
  static ProcessBuilder java(List<String> properties, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // They live for seconds: to compile for long costs more than it gives.
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Dspark.master=local[2]", "-Dspark.ui.enabled=false"));
    properties.forEach(property -> command.add("-D" + property));
    command.addAll(LocalCluster.opened());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Tributary.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }
}

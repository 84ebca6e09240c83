package tributary.jobs.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tributary.linalg.Gemms;

/**
 * On what was measured.
 *
 * @param load how many threads wanted a core in the minute before; negative where that is not known
 * @param commit of the sources, where the working folder is theirs
 */
public record BenchEnvironment(
    String processor,
    int cores,
    String system,
    String jdk,
    String spark,
    String gemm,
    double load,
    Optional<String> commit) {
  private static final double BUSY = 1;
  private static final Path CPU = Path.of("/proc/cpuinfo");

  static BenchEnvironment here() {
    return new BenchEnvironment(
        readProcessor(),
        Runtime.getRuntime().availableProcessors(),
        property("os.name") + " " + property("os.version") + " " + property("os.arch"),
        property("java.vm.name") + " " + Runtime.version(),
        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
        Gemms.describe(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        askGit());
  }

  /** A warning, where the machine had other work. */
  Optional<String> busy() {
    return load < BUSY
        ? Optional.empty()
        : Optional.of(
            "the machine was busy before the first turn (load average "
                + Quantity.of(load)
                + "): ratios hold better than figures, and threads that wait for one another suffer"
                + " most");
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static String readProcessor() {
    try (Stream<String> lines = Files.lines(CPU, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown processor");
    } catch (IOException | RuntimeException notLinux) {
      return "unknown processor";
    }
  }

  /** Asks git, which need not be there. */
  private static Optional<String> askGit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return ended && !said.isEmpty() ? Optional.of(said) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}

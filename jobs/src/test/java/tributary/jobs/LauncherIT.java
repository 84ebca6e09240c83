package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher and the finished jar, as a user meets them. */
@Timeout(240)
final class LauncherIT {
  @Test
  void helpNamesEveryCommandAndExitStatus() throws Exception {
    CommandResult help = Project.launch("--help");
    assertEquals(0, help.exitCode(), help.err());
    for (String word :
        new String[] {
          "train",
          "evaluate",
          "predict",
          "inspect",
          "export",
          "report",
          "bench",
          "shell",
          "--master",
          "0 ok"
        }) {
      assertTrue(help.out().contains(word), word + " in\n" + help.out());
    }
  }

  @Test
  void theJarHoldsEverythingButSpark() throws Exception {
    try (JarFile jar = new JarFile(Project.JAR.toFile())) {
      assertNotNull(jar.getEntry("tributary/spark/SparkGradientSource.class"));
      assertNotNull(jar.getEntry("tributary/shaded/config/Config.class"));
      assertEquals(
          1, jar.stream().filter(entry -> entry.getName().matches(".*/echarts[^/]*js")).count());
      assertTrue(
          jar.stream()
              .noneMatch(
                  entry -> entry.getName().matches("(org/apache/(spark|hadoop)|scala|jline)/.*")));
      // Peers of the benchmark are no part of the product.
      assertTrue(
          jar.stream().noneMatch(entry -> entry.getName().matches("ai/djl/.*|.*[lL]ibtorch.*")));
    }
  }

  @Test
  void k1k2MistakesEndWithStatusTwoAndNoClusterIsAsked(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    CommandResult result =
        Project.launch(
            "train",
            "conf/diamonds.conf",
            // Nobody is there: whoever asked would wait, and end with status 5.
            "--master",
            "spark://127.0.0.1:9",
            "--set",
            "training.learnigRate=1",
            "--set",
            "training.momentum=0,9",
            "--set",
            "run.dir=" + run);
    assertEquals(2, result.exitCode(), result.err());
    assertTrue(result.err().contains("2 problems"), result.err());
    assertTrue(result.err().contains("did you mean training.learningRate?"), result.err());
    assertTrue(result.lastErrorLine().startsWith("configuration: "), result.err());
    assertTrue(result.err().contains("write decimals with a point, 0.9"), result.err());
    assertFalse(result.err().contains("127.0.0.1:9"), result.err());
    assertFalse(Files.exists(run));
  }

  @Test
  void sparkOptionsPassThrough(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    CommandResult result =
        Project.launch(
            "train",
            "conf/diamonds.conf",
            "--master",
            "local[1]",
            "--conf",
            "spark.app.id=tributary-test",
            "--set",
            "training.epochs=1",
            "--set",
            "run.dir=" + run);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals("local[1]", Project.text(run, "spark", "master"));
  }

  @Test
  void k15InterruptedItKeepsWhatItHasLearnt(@TempDir Path dir) throws Exception {
    Path run = dir.resolve("run");
    ProcessBuilder builder =
        Project.launcher(
            Map.of(),
            "train",
            "conf/diamonds.conf",
            "--set",
            "training.epochs=1000",
            "--set",
            "run.dir=" + run);
    builder.redirectErrorStream(true);
    Process process = builder.start();
    StringBuilder output = new StringBuilder();
    boolean ignoresInt = false;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      boolean told = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.append(line).append('\n');
        if (!told && line.strip().startsWith("epoch ")) {
          told = true;
          ignoresInt = ignoresInt(process.pid());
          Signals.send(ignoresInt ? "TERM" : "INT", process.pid());
        }
      }
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), output.toString());
    } finally {
      process.destroyForcibly();
    }
    assertEquals(ignoresInt ? 143 : 130, process.exitValue(), output.toString());
    assertTrue(output.toString().contains("interrupted: stopped after step"), output.toString());
    assertEquals("interrupted", Project.text(run, "status"));
    assertTrue(Files.exists(run.resolve("report.html")), output.toString());
    CommandResult inspected = Project.launch("inspect", run.toString());
    assertEquals(0, inspected.exitCode(), inspected.err());
  }

  /**
   * A shell that starts something in the background lets it ignore Ctrl-C, and so all that it
   * starts; SIGTERM is not ignored.
   */
  private static boolean ignoresInt(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return false;
    }
    String mask =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("0");
    int sigint = 2;
    return (Long.parseUnsignedLong(mask, 16) >> (sigint - 1) & 1) == 1;
  }
}

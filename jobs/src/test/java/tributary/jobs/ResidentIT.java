package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job per step and resident tasks give the same weights to the bit, in one process, on a real
 * cluster of two executors, and when one of them is killed on the way.
 */
@Timeout(420)
final class ResidentIT {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final int EPOCHS = 6;

  private static List<String> training(String execution, Path run) {
    return List.of(
        "train",
        Project.ROOT.resolve("conf/diamonds.conf").toString(),
        "--set",
        "training.epochs=" + EPOCHS,
        "--set",
        "training.reportEverySteps=1",
        "--set",
        "shards=4",
        "--set",
        "execution=" + execution,
        "--set",
        "run.dir=" + run);
  }

  private static String expected(Path run) throws Exception {
    CommandResult local = Project.launch(training("job", run).toArray(String[]::new));
    assertEquals(0, local.exitCode(), local.err());
    return Project.text(run, "weightsSha256");
  }

  @Test
  void everyWayGivesTheSameWeights(@TempDir Path dir) throws Exception {
    String expected = expected(dir.resolve("here"));
    try (LocalCluster cluster = new LocalCluster(dir.resolve("cluster"), 2)) {
      assertEquals(expected, trained(cluster, "resident", dir.resolve("resident")));
      for (String execution : List.of("resident", "job")) {
        Path run = dir.resolve(execution + "-killed");
        assertEquals(expected, trainedWithAKill(cluster, execution, run));
      }
    }
    String[] secured = {
      "spark.authenticate=true",
      "spark.authenticate.secret=loopback",
      "spark.network.crypto.enabled=true"
    };
    try (LocalCluster cluster = new LocalCluster(dir.resolve("secured"), 2, secured)) {
      assertEquals(expected, trained(cluster, "resident", dir.resolve("encrypted"), secured));
    }
  }

  private static String trained(
      LocalCluster cluster, String execution, Path run, String... settings) throws Exception {
    CommandResult result = submit(cluster, execution, run, settings);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(execution, Project.text(run, "spark", "execution"));
    return Project.text(run, "weightsSha256");
  }

  private static String trainedWithAKill(LocalCluster cluster, String execution, Path run)
      throws Exception {
    CompletableFuture<Boolean> killed =
        CompletableFuture.supplyAsync(() -> killAfter(cluster, run.resolve("metrics.jsonl"), 70));
    String weights = trained(cluster, execution, run);
    assertTrue(killed.get(1, TimeUnit.SECONDS), "no executor was there to be killed");
    return weights;
  }

  /** Once so many lines were reported, and long before the end. */
  private static boolean killAfter(LocalCluster cluster, Path metrics, long lines) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (lines(metrics) >= lines) {
        return cluster.killExecutor();
      }
      pause();
    }
    return false;
  }

  private static long lines(Path metrics) {
    if (!Files.exists(metrics)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(metrics)) {
      return lines.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static CommandResult submit(
      LocalCluster cluster, String execution, Path run, String... settings) throws Exception {
    List<String> arguments = new ArrayList<>();
    List<String> all =
        new ArrayList<>(
            List.of(
                "spark.executor.cores=1",
                "spark.executor.memory=600m",
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1"));
    all.addAll(List.of(settings));
    for (String setting : all) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(List.of("--class", "tributary.jobs.Tributary", Project.JAR.toString()));
    arguments.addAll(training(execution, run));
    return cluster.submit(Project.ROOT, LIMIT, Map.of(), arguments);
  }
}

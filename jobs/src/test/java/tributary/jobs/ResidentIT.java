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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job per step and resident tasks give the same weights to the bit, in one process, on a real
 * cluster of two executors that is authenticated and encrypted, and when one of them is killed on
 * the way.
 */
@Timeout(900)
final class ResidentIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final int EPOCHS = 30;

  private static final String[] SECURED = {
    "spark.authenticate=true",
    "spark.authenticate.secret=loopback",
    "spark.network.crypto.enabled=true",
    "spark.network.crypto.saslFallback=false",
    "spark.io.encryption.enabled=true"
  };

  private static Path configuration = Path.of("");

  @BeforeAll
  static void table(@TempDir Path dir) throws IOException {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(400));
    configuration =
        Files.writeString(dir.resolve("small.conf"), Commands.small(csv, "y", "regression"));
  }

  private static List<String> training(String execution, Path run) {
    return List.of(
        "train",
        configuration.toString(),
        "--set",
        "training.epochs=" + EPOCHS,
        "--set",
        "training.reportEverySteps=1",
        "--set",
        "training.batchSize=16",
        "--set",
        "data.exclude=sign",
        "--set",
        "report.html=false",
        "--set",
        "shards=4",
        "--set",
        "execution=" + execution,
        "--set",
        "run.dir=" + run);
  }

  @Test
  void r1k6EncryptedWithAnExecutorKilledBothWaysGiveTheSameWeights(@TempDir Path dir)
      throws Exception {
    Path here = dir.resolve("here");
    CommandResult local = Project.launch(training("job", here).toArray(String[]::new));
    assertEquals(0, local.exitCode(), local.err());
    String expected = Project.text(here, "weightsSha256");
    try (LocalCluster cluster = new LocalCluster(dir.resolve("cluster"), 2, SECURED)) {
      for (String execution : List.of("resident", "job")) {
        assertEquals(expected, trainedWithAKill(cluster, execution, dir.resolve(execution)));
      }
    }
  }

  private static String trainedWithAKill(LocalCluster cluster, String execution, Path run)
      throws Exception {
    CompletableFuture<Boolean> killed =
        CompletableFuture.supplyAsync(
            () ->
                after(
                    run.resolve("metrics.jsonl"),
                    70,
                    () -> assertTrue(cluster.killExecutor(), "no executor to kill")));
    List<String> training = new ArrayList<>(training(execution, run));
    // The executors' disks are encrypted too, and so must hold something.
    training.addAll(List.of("--set", "storageLevel=DISK_ONLY"));
    CommandResult result = submit(cluster, training, SECURED);
    assertEquals(0, result.exitCode(), result.err());
    assertEquals(execution, Project.text(run, "spark", "execution"));
    assertTrue(killed.get(1, TimeUnit.SECONDS), "the run was over too soon");
    return Project.text(run, "weightsSha256");
  }

  private interface Disturbance {
    void happen() throws IOException, InterruptedException;
  }

  /** Once so many lines were reported; false if that does not come to pass. */
  private static boolean after(Path metrics, long lines, Disturbance disturbance) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        if (lines(metrics) >= lines) {
          disturbance.happen();
          return true;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  private static CommandResult submit(
      LocalCluster cluster, List<String> training, String... settings) throws Exception {
    List<String> arguments = new ArrayList<>();
    List<String> all =
        new ArrayList<>(
            List.of(
                "spark.executor.cores=1",
                "spark.executor.memory=600m",
                // A dead executor's shuffle files are not waited for as long as they would be.
                "spark.shuffle.io.maxRetries=1",
                "spark.shuffle.io.retryWait=1s",
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1"));
    all.addAll(List.of(settings));
    for (String setting : all) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(List.of("--class", "tributary.jobs.Tributary", Project.JAR.toString()));
    arguments.addAll(training);
    return cluster.submit(Project.ROOT, LIMIT, Map.of(), arguments);
  }
}

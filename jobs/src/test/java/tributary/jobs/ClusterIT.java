package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.JsonValue.JsonInteger;

/** The same run, launched both ways, ends with the same weights to the bit. */
@Timeout(300)
final class ClusterIT {
  private static final List<String> TRAINING =
      List.of(
          "train",
          Project.ROOT.resolve("conf/diamonds.conf").toString(),
          "--set",
          "training.epochs=2",
          "--set",
          "shards=4");

  @Test
  void k14k15EmbeddedAndOnTwoExecutorProcessesGiveTheSameWeights(@TempDir Path dir)
      throws Exception {
    Path embedded = dir.resolve("embedded");
    CommandResult local =
        Project.launch(with(TRAINING, "--set", "run.dir=" + embedded).toArray(String[]::new));
    assertEquals(0, local.exitCode(), local.err());

    Path submitted = dir.resolve("submitted");
    Path starved = dir.resolve("starved");
    try (LocalCluster cluster = new LocalCluster(dir.resolve("cluster"), 2)) {
      CommandResult remote = submit(cluster, submitted, "spark.executor.memory=600m");
      assertEquals(0, remote.exitCode(), remote.err());
      // No worker has that much memory, so no executor ever comes.
      CommandResult waiting =
          submit(cluster, starved, "spark.executor.memory=9g", "spark.tributary.executorWait=4s");
      assertEquals(5, waiting.exitCode(), waiting.err());
      assertTrue(waiting.lastErrorLine().contains("spark.executor.memory"), waiting.err());
    }
    assertFalse(Files.exists(starved));

    assertEquals(Project.text(embedded, "weightsSha256"), Project.text(submitted, "weightsSha256"));
    assertEquals(Project.summary(embedded, "validation"), Project.summary(submitted, "validation"));
    String master = Project.text(submitted, "spark", "master");
    assertTrue(master.startsWith("spark://127.0.0.1"), master);
    assertEquals(new JsonInteger(2), Project.summary(submitted, "spark", "executors"));
  }

  private static CommandResult submit(LocalCluster cluster, Path run, String... settings)
      throws Exception {
    List<String> arguments = new ArrayList<>();
    for (String setting :
        with(List.of("spark.executor.cores=1", "spark.ui.enabled=false"), settings)) {
      arguments.addAll(List.of("--conf", setting));
    }
    arguments.addAll(List.of("--class", "tributary.jobs.Tributary", Project.JAR.toString()));
    arguments.addAll(with(TRAINING, "--set", "run.dir=" + run));
    return cluster.submit(Project.ROOT, Duration.ofMinutes(3), Map.of(), arguments);
  }

  private static List<String> with(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all;
  }
}

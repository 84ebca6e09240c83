package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose connections are authenticated and encrypted, as is what it puts on its disks. */
@Timeout(240)
final class SecuredClusterIT {
  private static final String[] SECURED = {
    "spark.authenticate=true",
    "spark.authenticate.secret=loopback",
    "spark.network.crypto.enabled=true",
    "spark.network.crypto.saslFallback=false",
    "spark.io.encryption.enabled=true"
  };

  @Test
  void k6AuthenticatedAndEncryptedBothWaysGiveTheSameWeights(@TempDir Path dir) throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(400));
    Path conf = Files.writeString(dir.resolve("s.conf"), Commands.small(csv, "y", "regression"));
    Path here = dir.resolve("here");
    CommandResult local =
        CommandResult.of(
            Driver.java(List.of(), arguments(conf, "job", here)), Duration.ofMinutes(1));
    assertEquals(0, local.exitCode(), local.err());
    try (LocalCluster cluster = new LocalCluster(dir.resolve("cluster"), 2, SECURED)) {
      for (String execution : List.of("job", "resident")) {
        Path run = dir.resolve(execution);
        List<String> arguments = new ArrayList<>();
        for (String setting :
            List.of(
                "spark.executor.cores=1",
                "spark.executor.memory=512m",
                "spark.ui.enabled=false",
                "spark.driver.host=127.0.0.1")) {
          arguments.addAll(List.of("--conf", setting));
        }
        for (String setting : SECURED) {
          arguments.addAll(List.of("--conf", setting));
        }
        arguments.addAll(List.of("--class", Tributary.class.getName(), Project.JAR.toString()));
        arguments.addAll(arguments(conf, execution, run));
        CommandResult result = cluster.submit(dir, Duration.ofMinutes(1), Map.of(), arguments);
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(execution, Project.text(run, "spark", "execution"));
        assertEquals(Project.text(here, "weightsSha256"), Project.text(run, "weightsSha256"));
      }
    }
  }

  private static List<String> arguments(Path conf, String execution, Path run) {
    return Driver.arguments(
        conf,
        List.of(
            "training.epochs=4",
            "data.exclude=sign",
            "report.html=false",
            "execution=" + execution,
            // Partly on the executors' disks, where encryption is to cover it.
            "storageLevel=DISK_ONLY",
            "run.dir=" + run));
  }
}

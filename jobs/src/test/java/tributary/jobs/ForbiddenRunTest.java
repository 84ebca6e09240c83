package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.spark.Unprivileged;

/** A run whose user may not write where its results are to go. */
@Timeout(180)
final class ForbiddenRunTest {
  @TempDir private Path dir;

  private Path configuration(String name, Path csv, Path run) throws IOException {
    return Files.writeString(
        dir.resolve(name),
        Commands.small(csv, "y", "regression")
            + "\ndata.exclude = sign\ncheckpoint.everySteps = 2\ngemm = reference\nexecution = job\n"
            + "report.html = false\nrun.dir = \""
            + run
            + "\"\n");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void k12WithoutPermissionARunIsRefusedBeforeItsDataIsRead() throws Exception {
    Path scratch = Files.createDirectories(dir.resolve("scratch"));
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(100));
    Path closed = Files.createDirectories(dir.resolve("closed"));
    // A run to go on with, whose own folder can be written and whose checkpoints cannot.
    Path older = scratch.resolve("older");
    Path checkpoints = Files.createDirectories(older.resolve("checkpoints"));
    Files.writeString(checkpoints.resolve("step-0000000002.json"), "no manifest");
    ProcessBuilder builder =
        Unprivileged.java(
            scratch,
            options(),
            UnprivilegedCommands.class.getName(),
            configuration("closed.conf", csv, closed).toString(),
            configuration("below.conf", csv, closed.resolve("run")).toString(),
            configuration("older.conf", csv, older).toString(),
            configuration("open.conf", csv, scratch.resolve("run")).toString());
    Unprivileged.giveTo(older);
    Unprivileged.forbidWriting(closed);
    Unprivileged.forbidWriting(checkpoints);
    CommandResult result;
    try {
      result = CommandResult.of(builder, Duration.ofSeconds(150));
    } finally {
      Unprivileged.allowWriting(closed);
      Unprivileged.allowWriting(checkpoints);
    }
    String[] commands = result.out().split("(?m)^status ", -1);
    assertEquals(5, commands.length, result.out() + result.err());
    for (int i = 1; i <= 3; i++) {
      assertTrue(commands[i].startsWith("2\n"), result.out() + result.err());
      List<String> said = commands[i - 1].strip().lines().toList();
      String last = said.get(said.size() - 1);
      assertTrue(last.startsWith("configuration: run.dir = "), last);
      assertTrue(last.contains(i == 2 ? "could not be made" : "Permission denied"), last);
      assertTrue(last.contains((i < 3 ? closed : checkpoints).toString()), last);
      assertFalse(commands[i - 1].contains("reading"), commands[i - 1]);
    }
    // Permissions alone made the difference.
    assertTrue(commands[4].startsWith("0\n"), result.out() + result.err());
    assertEquals(List.of(), names(closed));
    assertEquals(List.of("checkpoints"), names(older));
    assertEquals(List.of("step-0000000002.json"), names(checkpoints));
  }

  private static List<String> options() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspark.master=local[1]",
                "-Dspark.ui.enabled=false"));
    options.addAll(LocalCluster.opened());
    return options;
  }
}

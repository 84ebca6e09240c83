package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver that dies between any two changes that a save makes to the file system. */
@Timeout(240)
final class KilledSaveTest {
  @TempDir private Path dir;

  private static float[] resumed(Path folder, int steps) {
    return TinyTraining.train(
        TinyTraining.store(new Configuration(), folder.toString(), "resumed"), steps);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : files(from)) {
      Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static int fork(Path folder, int steps, int haltAt) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                TinyTraining.class.getName(),
                folder.toString(),
                Integer.toString(steps),
                Integer.toString(haltAt)));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "halt at " + haltAt);
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void r9KilledAtEveryChangeOfASaveItGoesOnToTheSameWeights() throws Exception {
    float[] expected = resumed(dir.resolve("whole"), 18);
    Path before = dir.resolve("before");
    resumed(before, 5);
    assertEquals(2, files(before).size(), files(before).toString());
    Path counted = dir.resolve("counted");
    copy(before, counted);
    int begin = FaultyFileSystem.changes();
    TinyTraining.train(
        TinyTraining.store(
            FaultyFileSystem.configuration("faulty"), "faulty://" + counted, "child"),
        10);
    int changes = FaultyFileSystem.changes() - begin;
    assertTrue(changes >= 10, "only " + changes + " changes counted");
    TreeMap<Long, Integer> found = new TreeMap<>();
    for (int k = 1; k <= changes; k++) {
      String which = "halted at change " + k + " of " + changes;
      Path folder = dir.resolve("killed-" + k);
      copy(before, folder);
      assertEquals(FaultyFileSystem.HALTED, fork(folder, 10, k), which);
      long step =
          TinyTraining.store(new Configuration(), folder.toString(), "look")
              .latest()
              .orElseThrow()
              .step();
      assertTrue(step == 5 || step == 10, which + ": step " + step);
      found.merge(step, 1, Integer::sum);
      assertArrayEquals(expected, resumed(folder, 18), which);
      // Whatever the dead driver left has been cleared away by those that came after.
      assertEquals(2, files(folder).size(), which + ": " + files(folder));
    }
    assertEquals(2, found.size(), "steps gone on from: " + found);
    System.out.printf(
        "halted at each of %d changes; went on from step = times: %s%n", changes, found);
  }
}

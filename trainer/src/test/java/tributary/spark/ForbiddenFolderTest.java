package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose user may not write where its checkpoints are to go. */
@Timeout(120)
final class ForbiddenFolderTest {
  @TempDir private Path dir;
  private Path scratch = Path.of("");
  private Path folder = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    scratch = Files.createDirectories(dir.resolve("scratch"));
    folder = Files.createDirectories(dir.resolve("checkpoints"));
  }

  @AfterEach
  void unlock() throws IOException {
    Unprivileged.allowWriting(folder);
  }

  private String save(Path into, int steps) throws Exception {
    Process process =
        Unprivileged.java(
                scratch,
                List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"),
                ForbiddenSave.class.getName(),
                into.toString(),
                Integer.toString(steps))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
      assertEquals(0, process.exitValue(), output);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        content.put(
            file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return content;
  }

  @Test
  void c9WithoutPermissionNothingIsSavedAndNothingIsLost() throws Exception {
    TinyTraining.train(TinyTraining.store(new Configuration(), folder.toString(), "before"), 5);
    Map<String, String> before = content();
    assertEquals(2, before.size(), before.keySet().toString());
    Unprivileged.forbidWriting(folder);
    String output = save(folder, 10);
    assertTrue(output.contains("refused: ") && output.contains("checkpoint after step 10"), output);
    assertTrue(output.contains("Permission denied") && output.contains(folder.toString()), output);
    assertEquals(before, content());
    // Nor can the folder be made where the one above it is closed.
    String below = save(folder.resolve("below"), 5);
    assertTrue(below.contains("refused: checkpoint after step 5"), below);
    assertEquals(before, content());
    // Where writing is allowed the same program saves, so that permissions alone made it fail.
    assertTrue(save(scratch.resolve("own"), 5).contains("saved"));
  }
}

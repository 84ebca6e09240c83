package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.CheckpointFormatException;
import tributary.io.CheckpointManifest;
import tributary.io.Scorer;

/** Nothing that a file says, and no link in a folder, leads out of the folder. */
final class ForeignPathsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/formats/v2/classifier");

  @TempDir private Path dir;
  private Path model = Path.of("");

  static Stream<String> names() {
    return Stream.of(
        "../../etc/x",
        "/etc/x",
        "..%2fx",
        "..\\x",
        "C:\\x",
        "a:b",
        "x\u0000y",
        "",
        ".",
        "..",
        "~root/x",
        "step-0000000003-../x.safetensors",
        "step-0000000003-a/../../x.safetensors",
        "step-0000000003-a.safetensors/..",
        "step-0000000003-a.safetensors\n",
        "step-0000000003-" + "a".repeat(5000) + ".safetensors");
  }

  @ParameterizedTest
  @MethodSource("names")
  void k9NoManifestNamesAFileElsewhere(String name) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> manifest(name));
    assertTrue(String.valueOf(refused.getMessage()).contains("expected step-"), name);
    byte[] good = manifest("step-0000000003-a.safetensors").encode();
    String forged =
        new String(good, StandardCharsets.UTF_8)
            .replace("step-0000000003-a.safetensors", name.replace("\\", "\\\\"));
    assertThrows(
        CheckpointFormatException.class,
        () ->
            CheckpointManifest.decode(
                CheckpointManifest.name(3), forged.getBytes(StandardCharsets.UTF_8)));
  }

  private static CheckpointManifest manifest(String file) {
    return new CheckpointManifest(
        3,
        file,
        1,
        "0".repeat(64),
        "a",
        "1".repeat(64),
        Optional.empty(),
        OptionalDouble.empty(),
        Map.of());
  }

  @BeforeEach
  void copy() throws IOException {
    model = Files.createDirectories(dir.resolve("model"));
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        Files.copy(file, model.resolve(file.getFileName()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.json", "weights.safetensors", "parity.safetensors"})
  void k9AFileThatIsALinkOutOfTheModelsFolderIsRefused(String name) throws Exception {
    Path outside = dir.resolve("outside");
    Files.move(model.resolve(name), outside);
    Files.createSymbolicLink(model.resolve(name), outside);
    for (IOException refused :
        new IOException[] {
          assertThrows(
              IOException.class, () -> ModelDirectory.read(model.toString(), new Configuration())),
          assertThrows(IOException.class, () -> Scorer.load(model))
        }) {
      assertEquals(
          "read "
              + model.resolve(name)
              + ": it is a link that leads out of its folder; put the file itself there",
          refused.getMessage());
    }
  }

  @Test
  void aLinkToTheFolderAndLinksWithinItAreFine() throws Exception {
    Files.move(model.resolve("weights.safetensors"), model.resolve("w"));
    Files.createSymbolicLink(model.resolve("weights.safetensors"), Path.of("w"));
    Path link = Files.createSymbolicLink(dir.resolve("link"), model);
    ModelDirectory read = ModelDirectory.read(link.toString(), new Configuration());
    assertEquals(
        read.description().weightsSha256(),
        ModelDirectory.read(GOLDEN.toString(), new Configuration()).description().weightsSha256());
    Scorer.load(link);
  }
}

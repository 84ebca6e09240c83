package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.io.ParitySample;
import tributary.io.Scorer;

final class ModelDirectoryTest {
  private static final Configuration HADOOP = new Configuration();
  private static final Path FORMATS = Path.of("src/test/resources/formats").toAbsolutePath();

  @TempDir private Path folder;

  private static ModelDirectory read(Path path) throws IOException {
    return ModelDirectory.read(path.toString(), HADOOP);
  }

  private static Set<String> names(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName() + "")
          .filter(name -> !name.startsWith("."))
          .collect(Collectors.toSet());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mixed-classifier", "mixed-regressor"})
  void aModelOfVersion1LoadsAndIsSavedWithASample(String name) throws Exception {
    ModelDirectory old = read(FORMATS.resolve("v1").resolve(name));
    assertTrue(old.parity().isEmpty());
    ModelDirectory.write(folder.toString(), old.description(), old.weights(), HADOOP);
    assertEquals(Set.of("model.json", "weights.safetensors", "parity.safetensors"), names(folder));
    ModelDirectory saved = read(folder);
    assertEquals(2, saved.description().formatVersion());
    assertEquals(old.description().weightsSha256(), saved.description().weightsSha256());
    assertArrayEquals(old.weights(), saved.weights());
    assertArrayEquals(
        Files.readAllBytes(FORMATS.resolve("v1").resolve(name).resolve("weights.safetensors")),
        Files.readAllBytes(folder.resolve("weights.safetensors")));
    ParitySample sample = saved.parity().orElseThrow();
    assertEquals(0, sample.check(Scorer.load(folder)).difference());
  }

  @ParameterizedTest
  @ValueSource(strings = {"classifier", "regressor"})
  void aModelOfVersion2IsTheSameModel(String name) throws Exception {
    ModelDirectory one = read(FORMATS.resolve("v1").resolve("mixed-" + name));
    ModelDirectory two = read(FORMATS.resolve("v2").resolve(name));
    assertEquals(one.description().table(), two.description().table());
    assertEquals(one.description().network(), two.description().network());
    assertArrayEquals(one.weights(), two.weights());
    assertTrue(two.parity().orElseThrow().check(Scorer.load(Path.of(two.path()))).agrees());
  }

  @Test
  void savingAgainOnTheSameMachineGivesTheSameBytes() throws Exception {
    ModelDirectory old = read(FORMATS.resolve("v2").resolve("classifier"));
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    ModelDirectory.write(first.toString(), old.description(), old.weights(), HADOOP);
    ModelDirectory again = read(first);
    ModelDirectory.write(second.toString(), again.description(), again.weights(), HADOOP);
    for (String name : names(first)) {
      assertArrayEquals(
          Files.readAllBytes(first.resolve(name)), Files.readAllBytes(second.resolve(name)), name);
    }
  }

  @Test
  void aSampleThatIsMissingOrAnotherModelsIsRefused() throws Exception {
    Path golden = FORMATS.resolve("v2").resolve("classifier");
    for (String name : names(golden)) {
      Files.copy(golden.resolve(name), folder.resolve(name));
    }
    Path parity = folder.resolve("parity.safetensors");
    byte[] whole = Files.readAllBytes(parity);
    whole[whole.length - 1] ^= 1;
    Files.write(parity, whole);
    assertTrue(refusal().contains("the files are damaged or not a pair"), refusal());
    Files.write(parity, Arrays.copyOf(whole, 1 << 20));
    assertTrue(refusal().contains("it has 1048576 bytes, more than the"), refusal());
    Files.delete(parity);
    assertTrue(refusal().contains("parity.safetensors: there is no such file"), refusal());
  }

  private String refusal() {
    return String.valueOf(assertThrows(IOException.class, () -> read(folder)).getMessage());
  }
}

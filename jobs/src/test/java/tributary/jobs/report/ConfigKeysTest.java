package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.io.JsonObjectBuilder;

/** In which keys runs differ. */
final class ConfigKeysTest {
  @Test
  void onlyWhatDiffersIsTold() {
    ConfigKeys one =
        ConfigKeys.of("seed = 1, training { epochs = 5, clipNorm = off }, run.dir = a");
    ConfigKeys two = ConfigKeys.of("seed = 1, training { epochs = 9 }, run.dir = b");
    assertEquals(
        List.of(
            new JsonObjectBuilder()
                .put("key", "training.clipNorm")
                .putStrings("values", List.of("off", "–"))
                .build(),
            new JsonObjectBuilder()
                .put("key", "training.epochs")
                .putStrings("values", List.of("5", "9"))
                .build()),
        ConfigKeys.differences(List.of(one, two)));
  }

  @Test
  void equalLayersAreCounted() {
    String layers =
        "network.layers = [64, {dense = 32, activation = relu, skip = true},"
            + " {dense = 32, activation = relu, skip = true}, {dropout = 0.1},"
            + " {residual = [32, 32]}, {layerNorm = {}}]";
    assertEquals(
        "64, 2 × 32 relu skip, dropout 0.1, residual [2 × 32], layerNorm",
        ConfigKeys.of(layers).values().get("network.layers"));
  }

  @Test
  void textThatCannotBeReadHasNoKeys() {
    assertTrue(ConfigKeys.of("{ half").values().isEmpty());
    assertTrue(ConfigKeys.of("health.enabled = false").healthIsOff());
  }
}

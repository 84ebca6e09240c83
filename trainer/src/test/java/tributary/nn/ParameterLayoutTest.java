package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ParameterLayoutTest {
  private static DenseSpec dense(int units) {
    return new DenseSpec(units, Activation.RELU);
  }

  @Test
  void slotsFollowTheLayersWithoutGaps() {
    NetworkSpec spec =
        new NetworkSpec(
            3,
            List.of(
                dense(4),
                new LayerNormSpec(1e-5),
                new DropoutSpec(0.5),
                new ResidualSpec(List.of(dense(6), new ResidualSpec(List.of(dense(6))))),
                dense(2)),
            new LossSpec.SquaredError(2));
    ParameterLayout layout = ParameterLayout.of(spec);
    assertEquals(
        List.of(
            "layers.0.weight [4, 3]",
            "layers.0.bias [4]",
            "layers.1.weight [4]",
            "layers.1.bias [4]",
            "layers.3.body.0.weight [6, 4]",
            "layers.3.body.0.bias [6]",
            "layers.3.body.1.body.0.weight [6, 6]",
            "layers.3.body.1.body.0.bias [6]",
            "layers.3.projection.weight [6, 4]",
            "layers.4.weight [2, 6]",
            "layers.4.bias [2]"),
        layout.slots().stream().map(slot -> slot.name() + " " + slot.shape()).toList());
    int offset = 0;
    for (ParameterLayout.Slot slot : layout.slots()) {
      assertEquals(offset, slot.offset());
      assertEquals(slot, layout.slot(slot.name()));
      assertEquals(slot, layout.slots().get(layout.indexOf(slot.name())));
      offset += slot.length();
    }
    assertEquals(offset, layout.size());
  }

  @Test
  void tooManyWeightsAreRefusedByTheLayersName() {
    NetworkSpec oneTooLarge =
        new NetworkSpec(
            50_000, List.of(dense(10), dense(1), dense(60_000)), new LossSpec.SquaredError(60_000));
    assertEquals(50_000 * 10 + 10 + 10 + 1 + 120_000, ParameterLayout.of(oneTooLarge).size());
    assertRefused(List.of(dense(10), dense(60_000), dense(60_000)), "layers.2.weight: ");
    assertRefused(List.of(dense(30_000), dense(30_000)), "layers.1.weight: ");
  }

  private static void assertRefused(List<LayerSpec> layers, String beginning) {
    int outputs = layers.get(layers.size() - 1).outputSize(0);
    NetworkSpec spec = new NetworkSpec(50_000, layers, new LossSpec.SquaredError(outputs));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> ParameterLayout.of(spec))
                .getMessage());
    assertTrue(message.startsWith(beginning), message);
    assertTrue(message.endsWith("make the layer smaller"), message);
  }

  @Test
  void anUnknownSlotIsNamed() {
    ParameterLayout layout =
        ParameterLayout.of(new NetworkSpec(1, List.of(dense(1)), new LossSpec.SquaredError(1)));
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> layout.slot("layers.9.weight"))
                .getMessage());
    assertTrue(message.contains("layers.9.weight"), message);
    assertTrue(message.contains("layers.0.bias"), message);
  }
}

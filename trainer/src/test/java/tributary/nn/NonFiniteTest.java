package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.Shard;

/** The place named is the first on the way forward, then on the way back. */
final class NonFiniteTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          2,
          List.of(
              new DenseSpec(3, Activation.RELU),
              new ResidualSpec(
                  List.of(new DenseSpec(4, Activation.TANH), new DenseSpec(3, Activation.RELU))),
              new DenseSpec(1, Activation.IDENTITY)),
          new LossSpec.SquaredError(1));
  private static final Network NETWORK = Network.of(SPEC);

  private static Optional<NonFinite> find(float[] weights, float input, float target) {
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, 1, 2, 1, new float[] {input, 1}, new float[] {target}, null), 0, 1);
    Workspace ws = NETWORK.workspace();
    float[] gradient = new float[weights.length];
    double loss = NETWORK.lossAndGradient(weights, batch, 0, ws, gradient);
    return NETWORK.firstNonFinite(batch, loss, ws, gradient);
  }

  private static float[] weights(String slot, float value) {
    float[] weights = new float[NETWORK.layout().size()];
    Arrays.fill(weights, 0.5f);
    ParameterLayout.Slot place = NETWORK.layout().slot(slot);
    Arrays.fill(weights, place.offset(), place.offset() + place.length(), value);
    return weights;
  }

  @Test
  void nothingWhereAllIsFinite() {
    assertEquals(Optional.empty(), find(weights("layers.0.bias", 0), 1, 1));
  }

  @Test
  void inputsComeFirst() {
    NonFinite input = new NonFinite("input", NonFinite.Kind.INPUT);
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertEquals(Optional.of(input), find(weights("layers.0.bias", 0), bad, 1));
    }
    assertEquals("the input", input.describe());
  }

  @Test
  void thenTheLayersOnTheWayForwardInsideBlocksToo() {
    for (String layer : List.of("layers.0", "layers.1.body.1", "layers.2")) {
      Optional<NonFinite> found = find(weights(layer + ".bias", Float.POSITIVE_INFINITY), 1, 1);
      assertEquals(Optional.of(new NonFinite(layer, NonFinite.Kind.ACTIVATION)), found);
      assertEquals("the activation of " + layer, found.orElseThrow().describe());
    }
  }

  /** The logit is about 1.5e20, its square a finite loss, but 1.5e20 · 1e20 is no float. */
  @Test
  void thenTheLayersOnTheWayBack() {
    float[] weights = weights("layers.1.body.1.bias", 1e20f);
    assertEquals(
        Optional.of(new NonFinite("layers.2", NonFinite.Kind.GRADIENT)), find(weights, 1, 1));
  }
}

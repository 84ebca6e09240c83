package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.Shard;

/**
 * The smallest case of dead ReLU units, by hand: one input x = 1 and target 0, one unit z1, above
 * it two units z2 and z21, above them one output.
 *
 * <pre>
 *   z1 = w1·x + b1     z2  = w2·f(z1) + b2         out = v2·f(z2) + v21·f(z21) + c
 *                      z21 = w21·f(z1) + b21       loss = (out − 0)² / 2 · 2 = out²
 * </pre>
 */
final class DeadUnitByHandTest {
  private static final int W1 = 0;
  private static final int B1 = 1;
  private static final int W2 = 2;
  private static final int W21 = 3;
  private static final int B2 = 4;
  private static final int B21 = 5;
  private static final int V2 = 6;
  private static final int V21 = 7;
  private static final int C = 8;

  private static Network network(boolean skip) {
    return Network.of(
        new NetworkSpec(
            1,
            List.of(
                new DenseSpec(1, Activation.RELU),
                new DenseSpec(2, Activation.RELU, skip, Initializer.AUTO),
                new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1)));
  }

  /** z1 = 2; z2 = 2·w2 + 1; z21 = 2·w21 + 1. */
  private static float[] weights(float w2, float w21) {
    float[] weights = new float[9];
    weights[W1] = 1;
    weights[B1] = 1;
    weights[W2] = w2;
    weights[W21] = w21;
    weights[B2] = 1;
    weights[B21] = 1;
    weights[V2] = 3;
    weights[V21] = 5;
    weights[C] = 1;
    return weights;
  }

  private record Pass(double loss, float[] gradient, ActivationSums seen) {}

  private static Pass pass(Network network, float[] weights) {
    Batch batch = new Batch();
    batch.view(new Shard(0, 1, 1, 1, 1, new float[] {1}, new float[] {0}, null), 0, 1);
    float[] gradient = new float[weights.length];
    ActivationSums seen = new ActivationSums(network.unitLayers(), true);
    double loss = network.lossAndGradient(weights, batch, 0, network.workspace(), gradient, seen);
    return new Pass(loss, gradient, seen);
  }

  @Test
  void theLayoutIsTheOneThatTheFiguresStandFor() {
    List<String> slots =
        network(false).layout().slots().stream().map(ParameterLayout.Slot::name).toList();
    assertEquals(
        List.of(
            "layers.0.weight",
            "layers.0.bias",
            "layers.1.weight",
            "layers.1.bias",
            "layers.2.weight",
            "layers.2.bias"),
        slots);
  }

  /** z2 = 3 and z21 = −3: all that leads into and out of z21 gets nothing, the rest learns. */
  @Test
  void aUnitBelowZeroGetsNoGradientAndTheOtherCarriesIt() {
    Pass pass = pass(network(false), weights(1, -2));
    // out = 3·3 + 1 = 10, and dout is what the loss makes of it.
    float dout = pass.gradient()[C];
    float[] expected = new float[9];
    expected[C] = dout;
    expected[V2] = dout * 3;
    expected[V21] = 0;
    expected[W2] = dout * 3 * 2;
    expected[B2] = dout * 3;
    expected[W21] = 0;
    expected[B21] = 0;
    expected[W1] = dout * 3 * 1 * 1;
    expected[B1] = dout * 3 * 1;
    assertArrayEquals(expected, pass.gradient());
    assertEquals(2 * pass.loss() / 10, dout, 1e-5, "a squared error's slope");
    assertEquals(1, pass.seen().activeUnits(1));
    assertEquals(0.5, pass.seen().zeroShare(1));
  }

  /** z2 = −1 too: nothing reaches z1, and only the last bias is left to learn. */
  @Test
  void withTheWholeLayerBelowZeroNothingBelowLearns() {
    Pass pass = pass(network(false), weights(-1, -2));
    float[] expected = new float[9];
    expected[C] = pass.gradient()[C];
    assertArrayEquals(expected, pass.gradient());
    assertEquals(2 * pass.loss() / 1, pass.gradient()[C], 1e-5);
    assertEquals(0, pass.seen().activeUnits(1));
    assertEquals(1, pass.seen().zeroShare(1));
  }

  /** y = z + f(z): both units are below zero as before, and every weight has its gradient. */
  @Test
  void theSkipGivesEveryWeightItsGradientAgain() {
    Pass pass = pass(network(true), weights(-1, -2));
    // z2 = −1 and z21 = −3 pass as they are: out = 3·(−1) + 5·(−3) + 1 = −17.
    float dout = pass.gradient()[C];
    float[] expected = new float[9];
    expected[C] = dout;
    expected[V2] = dout * -1;
    expected[V21] = dout * -3;
    expected[W2] = dout * 3 * 2;
    expected[B2] = dout * 3;
    expected[W21] = dout * 5 * 2;
    expected[B21] = dout * 5;
    float dz1 = dout * (3 * -1 + 5 * -2);
    expected[W1] = dz1;
    expected[B1] = dz1;
    assertArrayEquals(expected, pass.gradient());
    assertEquals(2 * pass.loss() / -17, dout, 1e-4);
    for (float gradient : pass.gradient()) {
      assertEquals(true, gradient != 0);
    }
  }

  /** Above zero the skip doubles what passes: f'(z) + 1 = 2. */
  @Test
  void aboveZeroTheSkipPassesTwiceAsMuch() {
    Pass pass = pass(network(true), weights(1, -2));
    // z2 = 3 gives 6, z21 = −3 gives −3: out = 3·6 + 5·(−3) + 1 = 4.
    float dout = pass.gradient()[C];
    assertEquals(2 * pass.loss() / 4, dout, 1e-5);
    assertEquals(dout * 3 * 2 * 2, pass.gradient()[W2]);
    assertEquals(dout * 5 * 2, pass.gradient()[W21]);
  }
}

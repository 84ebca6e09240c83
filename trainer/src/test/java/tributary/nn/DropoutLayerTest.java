package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.Shard;

/** Masks seen from outside: a network of dropout and an identity matrix, fed with ones. */
final class DropoutLayerTest {
  private static final int UNITS = 50;

  /** Sum over rows of what reached each unit: the bias gradient of nothing, the weights' of x. */
  private static float[] maskOf(double rate, Batch batch, long key) {
    NetworkSpec spec =
        new NetworkSpec(
            UNITS,
            List.of(new DropoutSpec(rate), new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1));
    Network network = Network.of(spec);
    float[] weights = new float[network.layout().size()];
    float[] gradient = new float[weights.length];
    // With W = 0 and target −½ the gradient of the logit is 1, so that dW is the masked input.
    network.lossAndGradient(weights, batch, key, network.workspace(), gradient);
    return Arrays.copyOf(gradient, UNITS);
  }

  private static Shard ones(int index, int count, int rows) {
    float[] x = new float[rows * UNITS];
    Arrays.fill(x, 1);
    float[] y = new float[rows];
    Arrays.fill(y, -0.5f);
    return new Shard(index, count, rows, UNITS, 1, x, y, null);
  }

  private static Batch row(Shard shard, int local) {
    Batch batch = new Batch();
    batch.view(shard, local, local + 1);
    return batch;
  }

  @Test
  void theMaskDependsOnTheTableRowAndNotOnTheShard() {
    Shard whole = ones(0, 1, 60);
    Shard third = ones(2, 3, 20);
    for (int local = 0; local < 20; local++) {
      float[] expected = maskOf(0.4, row(whole, local * 3 + 2), 77);
      assertArrayEquals(expected, maskOf(0.4, row(third, local), 77));
    }
  }

  @Test
  void theMaskDoesNotDependOnTheOtherRowsOfTheBatch() {
    Shard shard = ones(0, 1, 9);
    float[] sum = new float[UNITS];
    for (int r = 0; r < 9; r++) {
      float[] mask = maskOf(0.5, row(shard, r), 5);
      for (int i = 0; i < UNITS; i++) {
        sum[i] += mask[i];
      }
    }
    Batch all = new Batch();
    all.view(shard, 0, 9);
    assertArrayEquals(sum, maskOf(0.5, all, 5));
  }

  @Test
  void anotherStepAnotherRowAndAnotherLayerDrawAnotherMask() {
    Shard shard = ones(0, 1, 2);
    float[] mask = maskOf(0.5, row(shard, 0), 5);
    assertArrayEquals(mask, maskOf(0.5, row(shard, 0), 5));
    assertTrue(!Arrays.equals(mask, maskOf(0.5, row(shard, 0), 6)), "step");
    assertTrue(!Arrays.equals(mask, maskOf(0.5, row(shard, 1), 5)), "row");
    assertTrue(!Arrays.equals(maskOf(0, row(shard, 0), 5), mask), "rate");
    // Were two layers to share a mask, dropping twice would drop no more than dropping once.
    NetworkSpec twice =
        new NetworkSpec(
            UNITS,
            List.of(
                new DropoutSpec(0.5), new DropoutSpec(0.5), new DenseSpec(1, Activation.IDENTITY)),
            new LossSpec.SquaredError(1));
    Network network = Network.of(twice);
    float[] gradient = new float[network.layout().size()];
    network.lossAndGradient(
        new float[gradient.length], row(shard, 0), 5, network.workspace(), gradient);
    int kept = 0;
    for (int i = 0; i < UNITS; i++) {
      assertTrue(gradient[i] == 0 || gradient[i] == 4, "two layers scale by 4: " + gradient[i]);
      kept += gradient[i] == 4 ? 1 : 0;
    }
    assertTrue(kept > 2 && kept < 24, kept + " of " + UNITS + " kept, expected about a quarter");
  }

  @Test
  void theShareDroppedIsTheRateAndTheRestIsScaledUp() {
    Shard shard = ones(0, 1, 400);
    for (double rate : new double[] {0, 0.1, 0.5, 0.9}) {
      int dropped = 0;
      for (int r = 0; r < 400; r++) {
        for (float value : maskOf(rate, row(shard, r), 123)) {
          assertTrue(value == 0 || value == (float) (1 / (1 - rate)), "mask " + value);
          dropped += value == 0 ? 1 : 0;
        }
      }
      double n = 400.0 * UNITS;
      // Five standard deviations.
      assertEquals(rate, dropped / n, 5 * Math.sqrt(rate * (1 - rate) / n), "rate " + rate);
    }
  }

  @Test
  void evaluationDropsNothing() {
    NetworkSpec spec =
        new NetworkSpec(3, List.of(new DropoutSpec(0.9)), new LossSpec.SquaredError(3));
    Network network = Network.of(spec);
    float[] x = {9, 1, 2, 3, 4, 5, 6};
    float[] y = network.logits(new float[0], x, 1, 2, network.workspace()).data();
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, Arrays.copyOf(y, 6));
  }
}

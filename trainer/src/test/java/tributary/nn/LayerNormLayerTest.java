package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.linalg.Matrix;

final class LayerNormLayerTest {
  private static Network normalising(int width) {
    return Network.of(
        new NetworkSpec(width, List.of(new LayerNormSpec(1e-5)), new LossSpec.SquaredError(width)));
  }

  @Test
  void everyRowComesOutWithMeanZeroAndVarianceOne() {
    for (int width : new int[] {2, 3, 7, 64, 101}) {
      Network network = normalising(width);
      RandomStream random = new RandomStream(width);
      float[] x = RandomBatches.normal(5 * width, random);
      for (int i = 0; i < x.length; i++) {
        // Far from zero: a one-pass variance would have lost every digit.
        x[i] = 1000 + 3 * x[i];
      }
      Matrix y = network.logits(network.initialWeights(0), x, 0, 5, network.workspace());
      for (int r = 0; r < 5; r++) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < width; i++) {
          double v = y.data()[r * width + i];
          mean += v / width;
          square += v * v / width;
        }
        assertEquals(0, mean, 1e-6, "mean, width " + width);
        assertEquals(1, square, 1e-2, "variance, width " + width);
      }
    }
  }

  @Test
  void aConstantRowComesOutAsBeta() {
    for (int width : new int[] {1, 4}) {
      Network network = normalising(width);
      float[] weights = network.initialWeights(0);
      int beta = network.layout().slot("layers.0.bias").offset();
      weights[beta] = 0.75f;
      float[] x = new float[width];
      Arrays.fill(x, 1e6f);
      Batch batch = new Batch();
      batch.view(new Shard(0, 1, 1, width, width, x, new float[width], null), 0, 1);
      float[] gradient = new float[weights.length];
      double loss = network.lossAndGradient(weights, batch, 0, network.workspace(), gradient);
      assertEquals(0.75 * 0.75 / width, loss, 1e-6);
      for (float g : gradient) {
        assertTrue(Float.isFinite(g), "gradient " + g);
      }
      assertEquals(2 * 0.75 / width, gradient[beta], 1e-6);
    }
  }
}

package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.Batch;
import tributary.io.Safetensors;
import tributary.nn.Network;
import tributary.nn.ParameterLayout;
import tributary.nn.Workspace;
import tributary.optim.Optimizer;
import tributary.optim.OptimizerState;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

/**
 * Ten steps of SGD with momentum against PyTorch's float64 values, with and without clipping: the
 * ten losses, and the weights they end at slot by slot (‖ours − theirs‖ / ‖theirs‖), to 1e-5.
 */
final class GoldenTrainingTest {
  private static final double TOLERANCE = 1e-5;
  private static final int STEPS = 10;
  private static final int STRIDE = 3;
  private static final int STEP_ROWS = 10;

  @ParameterizedTest
  @MethodSource("tributary.train.GoldenNetwork#all")
  void tenStepsOfSgdWithMomentum(GoldenNetwork golden) throws IOException {
    Safetensors values = golden.file();
    train(golden, values, "free", recipe(values));
  }

  @ParameterizedTest
  @MethodSource("tributary.train.GoldenNetwork#all")
  void tenStepsOfSgdWithMomentumAndClipping(GoldenNetwork golden) throws IOException {
    Safetensors values = golden.file();
    RecipeConfig recipe = recipe(values).withClipNorm(number(values, "max_norm"));
    train(golden, values, "clipped", recipe);
  }

  private static RecipeConfig recipe(Safetensors values) {
    return RecipeConfig.of(Schedules.constant(number(values, "learning_rate")));
  }

  private static double number(Safetensors values, String key) {
    return Double.parseDouble(values.metadata().get(key));
  }

  private static void train(
      GoldenNetwork golden, Safetensors values, String mode, RecipeConfig recipe)
      throws IOException {
    Network network = golden.network();
    Workspace ws = network.workspace();
    Optimizer optimizer = Optimizers.sgd(recipe, number(values, "momentum"), false);
    float[] weights = GoldenNetwork.weights(network.layout(), values, "initial");
    OptimizerState state = optimizer.newState(weights.length);
    float[] gradient = new float[weights.length];
    double[] losses = values.tensor("losses." + mode).doubles();
    for (int step = 0; step < STEPS; step++) {
      Batch batch = golden.rows(values, STRIDE * step, STRIDE * step + STEP_ROWS);
      Arrays.fill(gradient, 0);
      double loss = network.lossAndGradient(weights, batch, step, ws, gradient);
      double total = batch.weightSum();
      assertEquals(losses[step], loss / total, TOLERANCE * losses[step], golden + ", step " + step);
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = (float) (gradient[i] / total);
      }
      optimizer.step(weights, gradient, state);
    }
    for (ParameterLayout.Slot slot : network.layout().slots()) {
      double[] expected = values.tensor("final." + mode + "." + slot.name()).doubles();
      double error = GoldenNetwork.relativeError(expected, weights, slot.offset());
      assertTrue(error <= TOLERANCE, () -> golden + ": " + slot + " is off by " + error);
    }
  }
}

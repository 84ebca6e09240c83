package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.data.Batch;
import tributary.io.Safetensors;
import tributary.linalg.Matrix;
import tributary.nn.Network;
import tributary.nn.ParameterLayout;

/**
 * Logits, loss and every gradient slot against PyTorch's float64 values, to 1e-5 relative: ‖ours −
 * theirs‖ / ‖theirs‖ for each tensor.
 */
final class GoldenNetworkTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @MethodSource("tributary.train.GoldenNetwork#all")
  void logitsAndLossAreTorchs(GoldenNetwork golden) throws IOException {
    Network network = golden.network();
    Safetensors values = golden.file();
    float[] weights = GoldenNetwork.weights(network.layout(), values, "initial");
    Batch batch = golden.rows(values, 0, GoldenNetwork.ROWS);
    Matrix logits =
        network.logits(weights, batch.x(), batch.xOffset(), batch.rows(), network.workspace());
    double error =
        GoldenNetwork.relativeError(
            values.tensor("logits").doubles(), logits.data(), logits.offset());
    assertTrue(error <= TOLERANCE, () -> golden + ": logits are off by " + error);
    double loss = values.tensor("loss").doubles()[0];
    assertEquals(loss, network.loss(logits, batch), TOLERANCE * loss);
  }

  @ParameterizedTest
  @MethodSource("tributary.train.GoldenNetwork#all")
  void everyGradientSlotIsTorchs(GoldenNetwork golden) throws IOException {
    Network network = golden.network();
    Safetensors values = golden.file();
    float[] weights = GoldenNetwork.weights(network.layout(), values, "initial");
    Batch batch = golden.rows(values, 0, GoldenNetwork.ROWS);
    float[] gradient = new float[weights.length];
    double loss = network.lossAndGradient(weights, batch, 0, network.workspace(), gradient);
    double expected = values.tensor("loss").doubles()[0];
    assertEquals(expected, loss, TOLERANCE * expected);
    for (ParameterLayout.Slot slot : network.layout().slots()) {
      double error =
          GoldenNetwork.relativeError(
              values.tensor("gradient." + slot.name()).doubles(), gradient, slot.offset());
      assertTrue(error <= TOLERANCE, () -> golden + ": gradient of " + slot + ": " + error);
    }
  }
}

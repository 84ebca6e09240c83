package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each activation and its derivative over the range of float32 that matters. */
final class ActivationTest {
  private final double[] scratch = new double[SmoothFunctions.SCRATCH];

  /** −20 … 20 in steps that hit no kink but zero. */
  private static float[] inputs() {
    float[] z = new float[4001];
    for (int i = 0; i < z.length; i++) {
      z[i] = (i - 2000) * 0.01f;
    }
    return z;
  }

  @ParameterizedTest
  @EnumSource
  void valueIsExactToFloatPrecision(Activation activation) {
    float[] z = inputs();
    float[] y = new float[z.length];
    activation.forward(z, y, z.length, scratch);
    for (int i = 0; i < z.length; i++) {
      // The reference for Φ cancels in the far tail; SmoothFunctionsTest looks there.
      if (activation == Activation.GELU && z[i] < -5) {
        continue;
      }
      double expected = DoubleNetwork.value(activation, z[i]);
      assertEquals(expected, y[i], 1.2e-7 * Math.abs(expected), activation + " at " + z[i]);
    }
  }

  @ParameterizedTest
  @EnumSource
  void derivativeIsTheSlopeOfTheValue(Activation activation) {
    float[] z = inputs();
    float[] y = new float[z.length];
    activation.forward(z, y, z.length, scratch);
    for (float skip : new float[] {0, 1}) {
      float[] dy = new float[z.length];
      Arrays.fill(dy, 3);
      activation.backward(z.clone(), y, dy, skip, z.length, scratch);
      for (int i = 0; i < z.length; i++) {
        double above = DoubleNetwork.value(activation, z[i] + 1e-5);
        double below = DoubleNetwork.value(activation, z[i] - 1e-5);
        double slope = i == 2000 ? atZero(activation) : (above - below) / 2e-5;
        assertEquals(3 * (slope + skip), dy[i], 2e-6, activation + " at " + z[i]);
      }
    }
  }

  private static double limitBelow(Activation activation) {
    return switch (activation) {
      case IDENTITY -> 1;
      case LEAKY_RELU -> Activation.LEAK;
      case RELU, TANH, SIGMOID, GELU, SILU -> 0;
    };
  }

  private static double limitAbove(Activation activation) {
    return activation == Activation.TANH || activation == Activation.SIGMOID ? 0 : 1;
  }

  private static double atZero(Activation activation) {
    return switch (activation) {
      case IDENTITY, TANH -> 1;
      case RELU -> 0;
      case LEAKY_RELU -> Activation.LEAK;
      case SIGMOID -> 0.25;
      case GELU, SILU -> 0.5;
    };
  }

  @ParameterizedTest
  @EnumSource
  void mayBeAppliedInPlaceAndTouchesNoMoreThanItIsTold(Activation activation) {
    float[] z = {-1.5f, 0.25f, 2, 99, 99};
    float[] y = new float[5];
    activation.forward(z, y, 3, scratch);
    assertEquals(0, y[3]);
    activation.forward(z, z, 3, scratch);
    assertArrayEquals(new float[] {y[0], y[1], y[2], 99, 99}, z);
  }

  @ParameterizedTest
  @EnumSource
  void extremesGiveTheLimitAndNanStaysNan(Activation activation) {
    float[] z = {-1e4f, 1e4f, -1e30f, 1e30f, Float.NaN};
    float[] y = new float[z.length];
    activation.forward(z, y, z.length, scratch);
    for (int i = 0; i < 4; i++) {
      assertTrue(Float.isFinite(y[i]), activation + " at " + z[i] + " is " + y[i]);
    }
    assertTrue(Float.isNaN(y[4]), activation + " of NaN is " + y[4]);
    float[] dy = {1, 1, 1, 1, 1};
    activation.backward(z.clone(), y, dy, 0, dy.length, scratch);
    for (int i = 0; i < 4; i++) {
      double expected = z[i] < 0 ? limitBelow(activation) : limitAbove(activation);
      assertEquals(expected, dy[i], 1e-6, activation + "' at " + z[i]);
    }
  }

  @Test
  void reluPassesTheGradientOfTheSmallestNormalFloat() {
    float[] y = {Float.MIN_NORMAL, 0, -0f};
    float[] dy = {1, 1, 1};
    Activation.RELU.backward(y, y, dy, 0, 3, scratch);
    assertArrayEquals(new float[] {1, 0, 0}, new float[] {dy[0], dy[1], Math.abs(dy[2])});
  }
}

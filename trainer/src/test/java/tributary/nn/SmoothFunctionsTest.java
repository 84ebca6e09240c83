package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SmoothFunctionsTest {
  private static double at(SmoothFunctions.Function f, double x) {
    double[] t = new double[SmoothFunctions.SCRATCH];
    t[0] = x;
    f.apply(t, 1);
    return t[0];
  }

  @Test
  void sigmoidKeepsItsPrecisionInTheTail() {
    for (double x = -100; x < 100; x += 0.037) {
      double expected = 1 / (1 + StrictMath.exp(-x));
      assertEquals(1, at(SmoothFunctions::sigmoid, x) / expected, 1e-9, "sigmoid(" + x + ")");
    }
  }

  @Test
  void tanhKeepsItsPrecisionNearZero() {
    for (double x = 1e-30; x < 60; x *= 1.03) {
      double expected = StrictMath.tanh(x);
      assertEquals(1, at(SmoothFunctions::tanh, x) / expected, 1e-9, "tanh(" + x + ")");
      assertEquals(1, at(SmoothFunctions::tanh, -x) / -expected, 1e-9, "tanh(−" + x + ")");
    }
    assertEquals(0, at(SmoothFunctions::tanh, 0));
  }

  @Test
  void geluFollowsTheSeriesOfTheNormalDistribution() {
    for (double x = -4; x < 8; x += 0.0037) {
      double expected = x * DoubleNetwork.normal(x);
      assertEquals(
          expected, at(SmoothFunctions::gelu, x), 2e-9 * Math.abs(expected), "gelu(" + x + ")");
    }
  }

  /** Φ from tables: where the series cancels, the tail must keep its relative precision. */
  @ParameterizedTest
  @CsvSource({
    "-6, 9.865876450376946e-10",
    "-8, 6.220960574271785e-16",
    "-10, 7.619853024160526e-24",
    "-12, 1.7764821120776756e-33"
  })
  void geluKeepsItsPrecisionInTheTail(double x, double normal) {
    assertEquals(1, at(SmoothFunctions::gelu, x) / (x * normal), 2e-9);
  }

  @Test
  void mappingInBlocksIsMappingOneByOne() {
    int n = 2 * SmoothFunctions.BLOCK + 77;
    float[] x = new float[n + 1];
    float[] expected = new float[n + 1];
    for (int i = 0; i < n; i++) {
      x[i] = (i - 500) / 60f;
      expected[i] = (float) at(SmoothFunctions::silu, x[i]);
    }
    x[n] = 5;
    expected[n] = 5;
    float[] y = Arrays.copyOf(x, n + 1);
    SmoothFunctions.map(SmoothFunctions::silu, y, y, n, new double[SmoothFunctions.SCRATCH]);
    assertArrayEquals(expected, y);
  }
}

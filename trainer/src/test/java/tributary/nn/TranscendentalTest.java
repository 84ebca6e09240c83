package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TranscendentalTest {
  @Test
  void expIsExactOverItsWholeRange() {
    for (double x = -707.9; x < 708; x += 0.0137) {
      double expected = StrictMath.exp(x);
      assertEquals(1, Transcendental.exp(x) / expected, 1e-14, "exp(" + x + ")");
    }
  }

  @Test
  void expBeyondItsRange() {
    assertEquals(0, Transcendental.exp(-1e5));
    assertEquals(0, Transcendental.exp(Double.NEGATIVE_INFINITY));
    assertEquals(Double.POSITIVE_INFINITY, Transcendental.exp(1e5));
    assertEquals(Double.POSITIVE_INFINITY, Transcendental.exp(Double.POSITIVE_INFINITY));
    assertTrue(Double.isNaN(Transcendental.exp(Double.NaN)));
  }

  @Test
  void tanhIsExactNearZeroToo() {
    for (double x = 1e-12; x < 30; x *= 1.01) {
      double expected = StrictMath.tanh(x);
      assertEquals(1, Transcendental.tanh(x) / expected, 1e-8, "tanh(" + x + ")");
      assertEquals(-expected, Transcendental.tanh(-x), 1e-8 * expected);
    }
  }

  @Test
  void geluFollowsTheSeriesOfTheNormalDistribution() {
    for (double x = -4; x < 8; x += 0.0037) {
      double expected = x * DoubleNetwork.normal(x);
      assertEquals(expected, Transcendental.gelu(x), 1e-9 * Math.abs(expected), "gelu(" + x + ")");
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
    assertEquals(1, Transcendental.gelu(x) / (x * normal), 2e-9);
  }
}

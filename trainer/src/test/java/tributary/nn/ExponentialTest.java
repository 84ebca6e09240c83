package tributary.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ExponentialTest {
  @Test
  void isExactOverItsWholeRange() {
    for (double x = -707.9; x < 708; x += 0.0137) {
      assertEquals(1, Exponential.exp(x) / StrictMath.exp(x), 1e-14, "exp(" + x + ")");
    }
  }

  @Test
  void hasItsLimitsBeyond() {
    assertEquals(0, Exponential.exp(-1e5));
    assertEquals(0, Exponential.exp(Double.NEGATIVE_INFINITY));
    assertEquals(Double.POSITIVE_INFINITY, Exponential.exp(1e5));
    assertEquals(Double.POSITIVE_INFINITY, Exponential.exp(Double.POSITIVE_INFINITY));
    assertTrue(Double.isNaN(Exponential.exp(Double.NaN)));
  }
}

package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FloatsTest {
  private static final int[] SIZES = {0, 1, 3, 7, 8, 9, 13, 31, 64, 100, 257, 10_001};
  private static final long SEED = Long.getLong("tests.seed", 7_919L);

  private static float[] random(int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[length];
    for (int i = 0; i < length; i++) {
      x[i] = (float) random.nextDouble(-2, 2);
    }
    return x;
  }

  @Test
  void addAddsElementByElement() {
    for (int size : SIZES) {
      float[] x = random(size, SEED);
      float[] y = random(size, SEED + 1);
      float[] expected = new float[size];
      for (int i = 0; i < size; i++) {
        expected[i] = x[i] + y[i];
      }
      Floats.add(x, y);
      assertArrayEquals(expected, y, "size " + size + ", seed " + SEED);
      assertArrayEquals(random(size, SEED), x, "x is only read");
    }
  }

  @Test
  void n10AxpyRoundsTheProductBeforeTheSum() {
    for (int size : SIZES) {
      float[] x = random(size, SEED);
      float[] y = random(size, SEED + 1);
      float[] expected = new float[size];
      for (int i = 0; i < size; i++) {
        float product = -0.3f * x[i];
        expected[i] = y[i] + product;
      }
      Floats.axpy(-0.3f, x, y);
      assertArrayEquals(expected, y, "size " + size + ", seed " + SEED);
      assertArrayEquals(random(size, SEED), x, "x is only read");
    }
  }

  @Test
  void scaleMultipliesElementByElement() {
    float[] x = {1, -2, 0.5f, Float.MAX_VALUE};
    Floats.scale(-3, x, 0, x.length);
    assertArrayEquals(new float[] {-3, 6, -1.5f, Float.NEGATIVE_INFINITY}, x);
  }

  @Test
  void lengthsThatDifferAreRefused() {
    float[] x = new float[5];
    float[] y = new float[4];
    assertEquals(
        "add: x has 5 elements and y has 4; expected the same number, pass vectors of one network",
        assertThrows(IllegalArgumentException.class, () -> Floats.add(x, y)).getMessage());
    assertEquals(
        "axpy: x has 5 elements and y has 4; expected the same number, pass vectors of one network",
        assertThrows(IllegalArgumentException.class, () -> Floats.axpy(1, x, y)).getMessage());
  }

  @Test
  void n10SumOfSquaresIsExactToTheLastBitsOfADouble() {
    for (int size : SIZES) {
      float[] x = random(size, SEED + size);
      BigDecimal exact = BigDecimal.ZERO;
      for (float value : x) {
        BigDecimal v = new BigDecimal(value);
        exact = exact.add(v.multiply(v));
      }
      // Only the additions round, each by half an ulp of a sum that is at most the result.
      double tolerance = size * Math.ulp(exact.doubleValue()) / 2;
      assertEquals(
          exact.doubleValue(),
          Floats.sumOfSquares(x),
          tolerance,
          "size " + size + ", seed " + SEED);
    }
  }

  @Test
  void sumAndDotAreExactButForTheAdditions() {
    for (int size : SIZES) {
      float[] x = random(size + 5, SEED + size);
      float[] y = random(size + 5, SEED - size);
      BigDecimal sum = BigDecimal.ZERO;
      BigDecimal dot = BigDecimal.ZERO;
      double largest = 0;
      for (int i = 2; i < 2 + size; i++) {
        sum = sum.add(new BigDecimal(x[i]));
        dot = dot.add(new BigDecimal(x[i]).multiply(new BigDecimal(y[i])));
        largest += Math.max(Math.abs(x[i]), Math.abs((double) x[i] * y[i]));
      }
      double tolerance = size * Math.ulp(largest) / 2;
      String what = "size " + size + ", seed " + SEED;
      assertEquals(sum.doubleValue(), Floats.sum(x, 2, 2 + size), tolerance, what);
      assertEquals(dot.doubleValue(), Floats.dot(x, y, 2, 2 + size), tolerance, what);
      assertEquals(Floats.sumOfSquares(x, 2, 2 + size), Floats.dot(x, x, 2, 2 + size), 0, what);
    }
  }

  @Test
  void n10SumOfSquaresGivesTheSameBitsInterpretedAndCompiled() {
    float[] x = random(10_001, SEED);
    long interpreted = Double.doubleToRawLongBits(Floats.sumOfSquares(x));
    for (int i = 0; i < 2_000; i++) {
      assertEquals(interpreted, Double.doubleToRawLongBits(Floats.sumOfSquares(x)));
    }
  }

  @Test
  void sumOfSquaresNeitherOverflowsNorHidesWhatIsNotFinite() {
    float[] large = new float[20];
    Arrays.fill(large, Float.MAX_VALUE);
    double square = (double) Float.MAX_VALUE * Float.MAX_VALUE;
    assertEquals(20 * square, Floats.sumOfSquares(large), 1e-14 * 20 * square);
    for (int at = 0; at < large.length; at++) {
      float[] x = new float[large.length];
      x[at] = Float.NaN;
      assertTrue(Double.isNaN(Floats.sumOfSquares(x)));
      x[at] = Float.NEGATIVE_INFINITY;
      assertEquals(Double.POSITIVE_INFINITY, Floats.sumOfSquares(x));
    }
    assertEquals(0, Floats.sumOfSquares(new float[0]));
  }

  @Test
  void theFirstElementThatIsNotFiniteIsFound() {
    float[] poisons = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int size : SIZES) {
      float[] x = random(size, SEED);
      assertTrue(Floats.allFinite(x));
      assertEquals(-1, Floats.firstNonFinite(x));
      for (int at = size - 1; at >= Math.max(0, size - 40); at--) {
        x[at] = poisons[at % 3];
        assertFalse(Floats.allFinite(x));
        assertEquals(at, Floats.firstNonFinite(x), "the first of several, size " + size);
      }
    }
    float[] extremes = {Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, 0, -0f};
    assertTrue(Floats.allFinite(extremes));
  }
}

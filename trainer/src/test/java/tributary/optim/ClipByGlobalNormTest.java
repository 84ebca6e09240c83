package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;

class ClipByGlobalNormTest {
  private static final float MAX = Float.MAX_VALUE;
  private static final float MIN = Float.MIN_VALUE;
  private static final float NAN = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  /** A random case: size, spread of the elements and bound differ by many powers of ten. */
  private record Case(float[] values, double maxNorm) {
    static Case of(long seed) {
      RandomStream random = new RandomStream(seed);
      int size = 1 + random.nextInt(300);
      double scale = StrictMath.pow(10, 50 * random.nextDouble() - 30);
      double maxNorm = StrictMath.pow(10, 20 * random.nextDouble() - 10);
      return new Case(Cases.gaussian(random, size, scale), maxNorm);
    }
  }

  @Test
  void threeFourFiveIsHalvedAtTwoAndAHalf() {
    float[] u = {3, -4};
    Update update = Cases.applied(new ClipByGlobalNorm(2.5), u);
    assertTrue(update.clipped());
    Cases.assertClose(new float[] {1.5f, -2}, u, 1e-6, "3-4-5");
  }

  @Test
  void n2NeverAboveTheBoundAndAlwaysOneMultipleOfWhatItWas() {
    Cases.forEachSeed(
        2000,
        seed -> {
          Case c = Case.of(seed);
          float[] u = c.values.clone();
          Cases.applied(new ClipByGlobalNorm(c.maxNorm), u);
          double before = Cases.norm(c.values);
          assertTrue(Cases.norm(u) <= c.maxNorm, () -> Cases.norm(u) + " above " + c.maxNorm);
          double factor = Math.min(1, c.maxNorm / before);
          for (int i = 0; i < u.length; i++) {
            double expected = factor * c.values[i];
            // Below the smallest normal float a value has fewer bits: half of the last one is due.
            double tolerance = 1e-6 * Math.abs(expected) + 2.0 * MIN;
            assertEquals(expected, u[i], tolerance, "element " + i);
            assertTrue(Math.abs(u[i]) <= Math.abs(c.values[i]), "scaled up");
          }
        });
  }

  @Test
  void n2LeavesWhatIsWithinTheBoundUntouchedToTheBit() {
    Cases.forEachSeed(
        500,
        seed -> {
          float[] values = Case.of(seed).values;
          float[] u = values.clone();
          double norm = Cases.norm(values) * 1.0000001 + MIN;
          assertFalse(Cases.applied(new ClipByGlobalNorm(norm), u).clipped());
          assertArrayEquals(Cases.bits(values), Cases.bits(u));
        });
  }

  @Test
  void aSecondClipChangesNothing() {
    Cases.forEachSeed(
        2000,
        seed -> {
          Case c = Case.of(seed);
          ClipByGlobalNorm clip = new ClipByGlobalNorm(c.maxNorm);
          float[] once = c.values.clone();
          Cases.applied(clip, once);
          float[] twice = once.clone();
          assertFalse(Cases.applied(clip, twice).clipped(), "clipped again");
          assertArrayEquals(Cases.bits(once), Cases.bits(twice));
        });
  }

  @Test
  void normIsTakenOverTheWholeVector() {
    float[] u = Cases.filled(10_000, 1);
    Cases.applied(new ClipByGlobalNorm(1), u);
    Cases.assertClose(0.01, u[0], 1e-6, "1/sqrt(10000)");
    Cases.assertClose(0.01, u[9_999], 1e-6, "1/sqrt(10000)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-30, 1e-20, 1e-3, 1, 1e18, 1.9e19, 1e20, 1e30, MAX})
  void n2SquaresThatAFloatCannotHoldAreNoObstacle(double value) {
    float[] u = Cases.filled(64, (float) value);
    double maxNorm = 1e-3 * 8 * value;
    Cases.applied(new ClipByGlobalNorm(maxNorm), u);
    for (float v : u) {
      Cases.assertClose(1e-3 * value, v, 1e-6, "at " + value);
    }
  }

  @Test
  void n2AFactorTooSmallForAFloatStillScales() {
    float[] u = Cases.filled(16, MAX);
    Cases.applied(new ClipByGlobalNorm(1e-10), u);
    for (float v : u) {
      Cases.assertClose(1e-10 / 4, v, 1e-6, "1e-10 / 4");
    }
  }

  @Test
  void n2ZeroAndTheEmptyVectorStay() {
    float[] zeros = {0, -0f, 0};
    assertFalse(Cases.applied(new ClipByGlobalNorm(1), zeros).clipped());
    assertArrayEquals(Cases.bits(new float[] {0, -0f, 0}), Cases.bits(zeros));
    assertFalse(Cases.applied(new ClipByGlobalNorm(1), new float[0]).clipped());
  }

  @Test
  void n2TheSmallestFloatsAreMeasured() {
    float[] u = {MIN, 0};
    assertFalse(Cases.applied(new ClipByGlobalNorm(1e-44), u).clipped());
    assertTrue(Cases.applied(new ClipByGlobalNorm(1e-46), u).clipped());
  }

  @Test
  void n2WhatIsNotFiniteIsLeftAsItIs() {
    for (float[] values : new float[][] {{1, NAN, 3}, {5, INF}, {-INF, 2}, {INF, NAN}}) {
      float[] u = values.clone();
      assertFalse(Cases.applied(new ClipByGlobalNorm(0.1), u).clipped());
      assertArrayEquals(Cases.bits(values), Cases.bits(u));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0", "-1.0", "NaN", "Infinity", "-Infinity"})
  void refusesABoundThatIsNotFiniteAndPositive(double maxNorm) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new ClipByGlobalNorm(maxNorm));
    assertEquals(
        "clip by global norm: the norm is "
            + maxNorm
            + "; it must be finite and positive (leave the clip out for none)",
        e.getMessage());
  }
}

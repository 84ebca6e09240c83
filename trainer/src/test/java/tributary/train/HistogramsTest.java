package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tributary.data.RandomStream;

final class HistogramsTest {
  @Test
  void powersOfTwoByQuarters() {
    Histogram h = Histograms.of(new float[] {9, 1, 1.2f, 1.25f, 1.6f, 1.75f, -0.5f, 9}, 1, 7);
    assertEquals(-0.5, h.min());
    assertEquals(1.75, h.max());
    assertEquals(6, h.count());
    assertEquals(1 + 1.2f + 1.25f + 1.6f + 1.75f - 0.5f, h.sum(), 1e-6);
    // One bucket for -0.5, one for the gap, then one each for 1 and 1.2, 1.25, 1.6, 1.75.
    assertArrayEquals(new double[] {-0.5, 1, 1.25, 1.5, 1.75, 2}, h.limits());
    assertArrayEquals(new double[] {1, 0, 2, 1, 1, 1}, h.counts());
  }

  @Test
  void zerosHaveABucketAroundThem() {
    Histogram h = Histograms.of(new float[] {0f, -0f, 0f, 1f}, 0, 4);
    assertEquals(3, h.counts()[0]);
    assertTrue(h.limits()[0] > 0 && h.limits()[0] < 1e-37, Arrays.toString(h.limits()));
  }

  @Test
  void theLargestFloatStillHasABucket() {
    Histogram h = Histograms.of(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE}, 0, 2);
    assertArrayEquals(new double[] {1, 0, 1}, h.counts());
    assertEquals(0x1p128, h.limits()[2]);
    assertEquals(-0x1.cp127, h.limits()[0]);
  }

  @Test
  void nothingGivesNothing() {
    Histogram h = Histograms.of(new float[3], 1, 1);
    assertEquals(0, h.count());
    assertEquals(0, h.limits().length);
  }

  /** Against a count by comparing, over values of all sizes and both signs. */
  @Test
  void everyValueLiesInItsBucket() {
    for (long seed = 1; seed <= 20; seed++) {
      RandomStream random = new RandomStream(seed);
      float[] values = new float[500];
      for (int i = 0; i < values.length; i++) {
        double size = Math.pow(10, 20 * random.nextDouble() - 12);
        values[i] = (float) (size * random.nextGaussian());
      }
      Histogram h = Histograms.of(values, 0, values.length);
      double[] counts = new double[h.counts().length];
      double squares = 0;
      for (float value : values) {
        int bucket = 0;
        // A bound belongs to the bucket away from zero.
        while (value > 0 ? value >= h.limits()[bucket] : value > h.limits()[bucket]) {
          bucket++;
        }
        counts[bucket]++;
        squares += (double) value * value;
      }
      assertArrayEquals(counts, h.counts(), "seed " + seed);
      assertEquals(squares, h.sumOfSquares(), 1e-9 * squares, "seed " + seed);
      for (int i = 1; i < h.limits().length; i++) {
        assertTrue(h.limits()[i - 1] < h.limits()[i], "seed " + seed);
      }
    }
  }
}

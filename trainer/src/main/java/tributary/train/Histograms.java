package tributary.train;

import java.util.Arrays;
import tributary.linalg.Floats;

/** Counts the values of float arrays by the upper bits of their pattern. */
final class Histograms {
  /** What is left of a float's bits below its exponent and the first two of its mantissa. */
  private static final int SHIFT = 21;

  /** Magnitudes that {@link #SHIFT} tells apart; the first holds 0 and what is next to it. */
  private static final int MAGNITUDES = 1 << (31 - SHIFT);

  private Histograms() {}

  /** Of the elements from {@code begin} up to, not including, {@code end}; all are to be finite. */
  static Histogram of(float[] values, int begin, int end) {
    // By sign and magnitude as the bits have them, the sign in front.
    int[] patterns = new int[2 * MAGNITUDES];
    double sum = 0;
    for (int i = begin; i < end; i++) {
      patterns[Float.floatToRawIntBits(values[i]) >>> SHIFT]++;
      sum += values[i];
    }
    // A loop of their own, which becomes SIMD.
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    for (int i = begin; i < end; i++) {
      min = Math.min(min, values[i]);
      max = Math.max(max, values[i]);
    }
    double squares = Floats.sumOfSquares(values, begin, end);
    return compact(ascending(patterns), min, max, (long) end - begin, sum, squares);
  }

  /** From the largest negative magnitude over zero, of both signs, to the largest positive one. */
  private static int[] ascending(int[] patterns) {
    int[] counts = new int[2 * MAGNITUDES - 1];
    for (int magnitude = 0; magnitude < MAGNITUDES; magnitude++) {
      counts[MAGNITUDES - 1 + magnitude] += patterns[magnitude];
      counts[MAGNITUDES - 1 - magnitude] += patterns[MAGNITUDES + magnitude];
    }
    return counts;
  }

  /** Buckets that hold something, and one bucket for each gap between them. */
  private static Histogram compact(
      int[] counts, double min, double max, long count, double sum, double squares) {
    double[] limits = new double[2 * counts.length];
    double[] kept = new double[2 * counts.length];
    int size = 0;
    int last = -1;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        if (size > 0 && last < i - 1) {
          limits[size++] = upperBound(i - 1);
        }
        limits[size] = upperBound(i);
        kept[size++] = counts[i];
        last = i;
      }
    }
    return new Histogram(
        min, max, count, sum, squares, Arrays.copyOf(limits, size), Arrays.copyOf(kept, size));
  }

  private static double upperBound(int bucket) {
    int magnitude = bucket - (MAGNITUDES - 1);
    return magnitude < 0 ? -bound(-magnitude) : bound(magnitude + 1);
  }

  /** The smallest magnitude of its bucket; of the one above the last, the next power of two. */
  private static double bound(int magnitude) {
    float bound = Float.intBitsToFloat(magnitude << SHIFT);
    return Float.isFinite(bound) ? bound : 0x1p128;
  }
}

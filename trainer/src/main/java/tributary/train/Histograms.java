package tributary.train;

import java.util.Arrays;

/** Counts the values of float arrays by the upper bits of their pattern, in one pass. */
final class Histograms {
  /** What is left of a float's bits below its exponent and the first two of its mantissa. */
  private static final int SHIFT = 21;

  /** Magnitudes that {@link #SHIFT} tells apart; the first holds 0 and what is next to it. */
  private static final int MAGNITUDES = 1 << (31 - SHIFT);

  private Histograms() {}

  /** Of the elements from {@code begin} up to, not including, {@code end}; all are to be finite. */
  static Histogram of(float[] values, int begin, int end) {
    // Below the middle lie the negative ones, the largest magnitude first.
    long[] counts = new long[2 * MAGNITUDES - 1];
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    for (int i = begin; i < end; i++) {
      float value = values[i];
      int magnitude = (Float.floatToRawIntBits(value) & Integer.MAX_VALUE) >>> SHIFT;
      counts[MAGNITUDES - 1 + (value < 0 ? -magnitude : magnitude)]++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      squares += (double) value * value;
    }
    return compact(counts, min, max, end - begin, sum, squares);
  }

  /** Buckets that hold something, and one bucket for each gap between them. */
  private static Histogram compact(
      long[] counts, double min, double max, long count, double sum, double squares) {
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

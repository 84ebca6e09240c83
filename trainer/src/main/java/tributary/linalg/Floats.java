package tributary.linalg;

/**
 * The vector loops that are not a matrix product, written flat so that the JIT turns them into
 * SIMD.
 *
 * <p>Each gives the same bits for the same values, compiled or interpreted, on any machine: the
 * order of every sum is written out, and nothing is fused.
 */
public final class Floats {
  /** The exponent bits; a float that has them all is infinite or NaN. */
  private static final int EXPONENT = 0x7f800000;

  private Floats() {}

  /**
   * y ← y + x, element by element; x is only read.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public static void add(float[] x, float[] y) {
    checkLengths("add", x, y);
    add(x, y, 0, y.length);
  }

  /** As {@link #add(float[], float[])}, for the elements {@code begin … end − 1}. */
  public static void add(float[] x, float[] y, int begin, int end) {
    for (int i = begin; i < end; i++) {
      y[i] += x[i];
    }
  }

  /**
   * y ← y + alpha · x, element by element, product and sum rounded one after the other; x is only
   * read.
   *
   * @throws IllegalArgumentException if the lengths differ
   */
  public static void axpy(float alpha, float[] x, float[] y) {
    checkLengths("axpy", x, y);
    for (int i = 0; i < y.length; i++) {
      y[i] += alpha * x[i];
    }
  }

  /** x ← alpha · x, for the elements from {@code begin} up to, not including, {@code end}. */
  public static void scale(float alpha, float[] x, int begin, int end) {
    for (int i = begin; i < end; i++) {
      x[i] *= alpha;
    }
  }

  /**
   * Σ x², each square exact and the sum in double: eight accumulators over elements i mod 8, then
   * added in pairs.
   *
   * <p>One accumulator would make each addition wait for the last. Overflow cannot happen: the
   * square of the largest float is 1e77. A NaN or an infinity in x comes out as NaN or infinity.
   */
  public static double sumOfSquares(float[] x) {
    return sumOfSquares(x, 0, x.length);
  }

  /**
   * {@link #sumOfSquares(float[])} of the elements from {@code begin} up to, not including, {@code
   * end}.
   */
  public static double sumOfSquares(float[] x, int begin, int end) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = begin + ((end - begin) & ~7);
    for (int i = begin; i < whole; i += 8) {
      s0 += (double) x[i] * x[i];
      s1 += (double) x[i + 1] * x[i + 1];
      s2 += (double) x[i + 2] * x[i + 2];
      s3 += (double) x[i + 3] * x[i + 3];
      s4 += (double) x[i + 4] * x[i + 4];
      s5 += (double) x[i + 5] * x[i + 5];
      s6 += (double) x[i + 6] * x[i + 6];
      s7 += (double) x[i + 7] * x[i + 7];
    }
    double rest = 0;
    for (int i = whole; i < end; i++) {
      rest += (double) x[i] * x[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + rest;
  }

  /**
   * Σ x from {@code begin} up to, not including, {@code end}, in double and in the order of {@link
   * #sumOfSquares(float[])}.
   */
  public static double sum(float[] x, int begin, int end) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = begin + ((end - begin) & ~7);
    for (int i = begin; i < whole; i += 8) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
      s4 += x[i + 4];
      s5 += x[i + 5];
      s6 += x[i + 6];
      s7 += x[i + 7];
    }
    double rest = 0;
    for (int i = whole; i < end; i++) {
      rest += x[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + rest;
  }

  /**
   * Σ x·y from {@code begin} up to, not including, {@code end}, each product exact, in double and
   * in the order of {@link #sumOfSquares(float[])}.
   */
  public static double dot(float[] x, float[] y, int begin, int end) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int whole = begin + ((end - begin) & ~7);
    for (int i = begin; i < whole; i += 8) {
      s0 += (double) x[i] * y[i];
      s1 += (double) x[i + 1] * y[i + 1];
      s2 += (double) x[i + 2] * y[i + 2];
      s3 += (double) x[i + 3] * y[i + 3];
      s4 += (double) x[i + 4] * y[i + 4];
      s5 += (double) x[i + 5] * y[i + 5];
      s6 += (double) x[i + 6] * y[i + 6];
      s7 += (double) x[i + 7] * y[i + 7];
    }
    double rest = 0;
    for (int i = whole; i < end; i++) {
      rest += (double) x[i] * y[i];
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)) + rest;
  }

  /** Whether no element is NaN or infinite. */
  public static boolean allFinite(float[] x) {
    return firstNonFinite(x) < 0;
  }

  /** The index of the first element that is NaN or infinite; −1 if there is none. */
  public static int firstNonFinite(float[] x) {
    return firstNonFinite(x, 0, x.length);
  }

  /**
   * The index of the first element from {@code begin} up to, not including, {@code end} that is NaN
   * or infinite; −1 if there is none.
   */
  public static int firstNonFinite(float[] x, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if ((Float.floatToRawIntBits(x[i]) & EXPONENT) == EXPONENT) {
        return i;
      }
    }
    return -1;
  }

  private static void checkLengths(String operation, float[] x, float[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          operation
              + ": x has "
              + x.length
              + " elements and y has "
              + y.length
              + "; expected the same number, pass vectors of one network");
    }
  }
}

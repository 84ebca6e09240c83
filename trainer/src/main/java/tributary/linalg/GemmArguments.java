package tributary.linalg;

/**
 * What every provider does before its kernel: refuse what is wrong, settle what needs no product.
 */
final class GemmArguments {
  private GemmArguments() {}

  /**
   * Throws where the arguments break {@link Gemm}'s contract.
   *
   * <p>A kernel in native code would read or write beside the arrays, so nothing is left to it.
   */
  static void check(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float[] c,
      int cOffset,
      int ldc) {
    if (m < 0 || n < 0 || k < 0) {
      throw new IllegalArgumentException(
          "gemm: sizes m = " + m + ", n = " + n + ", k = " + k + "; expected none below 0");
    }
    long aEnd = end("A", transA ? k : m, transA ? m : k, a, aOffset, lda);
    long bEnd = end("B", transB ? n : k, transB ? k : n, b, bOffset, ldb);
    long cEnd = end("C", m, n, c, cOffset, ldc);
    if (c == a && cOffset < aEnd && aOffset < cEnd) {
      throw overlap("A", aOffset, aEnd, cOffset, cEnd);
    }
    if (c == b && cOffset < bEnd && bOffset < cEnd) {
      throw overlap("B", bOffset, bEnd, cOffset, cEnd);
    }
  }

  /** One past the last element of a stored matrix; its offset where it has none. */
  private static long end(String name, int rows, int cols, float[] data, int offset, int ld) {
    if (offset < 0 || ld < cols) {
      throw new IllegalArgumentException(
          stored(name, rows, cols, offset, ld)
              + "; expected offset >= 0 and leading dimension >= "
              + cols);
    }
    if (rows == 0 || cols == 0) {
      return offset;
    }
    long end = offset + (rows - 1L) * ld + cols;
    if (end > data.length) {
      throw new IllegalArgumentException(
          stored(name, rows, cols, offset, ld)
              + " ends at element "
              + end
              + ", but its array has "
              + data.length
              + "; pass a longer array or a smaller matrix");
    }
    return end;
  }

  private static String stored(String name, int rows, int cols, int offset, int ld) {
    return "gemm: "
        + name
        + ", stored as "
        + rows
        + "x"
        + cols
        + " at offset "
        + offset
        + " with leading dimension "
        + ld;
  }

  private static IllegalArgumentException overlap(
      String name, int offset, long end, int cOffset, long cEnd) {
    return new IllegalArgumentException(
        "gemm: C takes elements "
            + cOffset
            + " to "
            + (cEnd - 1)
            + " of the array in which "
            + name
            + " takes "
            + offset
            + " to "
            + (end - 1)
            + "; expected ranges that do not meet, give C a place of its own");
  }

  /**
   * Does the whole call where there is nothing to multiply (C ← beta · C), and says so.
   *
   * <p>Kept from the kernels because they differ here: some read C although beta is 0, some refuse
   * a leading dimension of 0.
   */
  static boolean settled(
      int m, int n, int k, float alpha, float beta, float[] c, int cOffset, int ldc) {
    if (m != 0 && n != 0 && k != 0 && alpha != 0) {
      return false;
    }
    for (int i = 0; i < m; i++) {
      int row = cOffset + i * ldc;
      for (int j = row; j < row + n; j++) {
        c[j] = beta == 0 ? 0 : beta * c[j];
      }
    }
    return true;
  }
}

package tributary.linalg;

/**
 * Gives OpenBLAS thin products, as those of a layer with ten outputs are, in pieces of few rows.
 *
 * <p>It multiplies small matrices where they lie and packs larger ones first; for a thin product
 * packing costs as much as the arithmetic. In pieces such a product takes about half the time
 * (measured with 0.3.30 on AVX-512). Where the pieces are cut depends on the shape alone.
 */
final class PiecewiseGemm implements Gemm {
  /** What counts as thin. */
  static final int THIN = 16;

  static final int PIECE = 64;

  /** Up to so many multiplications OpenBLAS does not pack. */
  private static final double UNPACKED = 1e6;

  private final Gemm kernel;

  PiecewiseGemm(Gemm kernel) {
    this.kernel = kernel;
  }

  @Override
  public void gemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      int ldb,
      float beta,
      float[] c,
      int cOffset,
      int ldc) {
    boolean thin = Math.min(m, Math.min(n, k)) <= THIN && (double) m * n * k > UNPACKED;
    boolean thinResult = transB && n <= THIN;
    if (!transA && m > PIECE && (thin || thinResult)) {
      GemmArguments.check(
          transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
      for (int i = 0; i < m; i += PIECE) {
        kernel.gemm(
            false,
            transB,
            Math.min(PIECE, m - i),
            n,
            k,
            alpha,
            a,
            aOffset + i * lda,
            lda,
            b,
            bOffset,
            ldb,
            beta,
            c,
            cOffset + i * ldc,
            ldc);
      }
    } else if (transA && !transB && k > PIECE && thin) {
      GemmArguments.check(
          transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
      for (int l = 0; l < k; l += PIECE) {
        kernel.gemm(
            true,
            false,
            m,
            n,
            Math.min(PIECE, k - l),
            alpha,
            a,
            aOffset + l * lda,
            lda,
            b,
            bOffset + l * ldb,
            ldb,
            l == 0 ? beta : 1,
            c,
            cOffset,
            ldc);
      }
    } else {
      kernel.gemm(
          transA, transB, m, n, k, alpha, a, aOffset, lda, b, bOffset, ldb, beta, c, cOffset, ldc);
    }
  }
}

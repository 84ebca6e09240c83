package tributary.linalg;

/**
 * Three loops and a double accumulator: the oracle that every other provider is checked against,
 * and the last resort where neither OpenBLAS nor netlib is to be had.
 *
 * <p>Each element of C is rounded once, so it is as exact as single precision can say.
 */
final class ReferenceGemm implements Gemm {
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
    GemmArguments.check(transA, transB, m, n, k, a, aOffset, lda, b, bOffset, ldb, c, cOffset, ldc);
    if (GemmArguments.settled(m, n, k, alpha, beta, c, cOffset, ldc)) {
      return;
    }
    int aRow = transA ? 1 : lda;
    int aStep = transA ? lda : 1;
    int bCol = transB ? ldb : 1;
    int bStep = transB ? 1 : ldb;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        int ai = aOffset + i * aRow;
        int bj = bOffset + j * bCol;
        for (int l = 0; l < k; l++) {
          sum += (double) a[ai + l * aStep] * b[bj + l * bStep];
        }
        int ij = cOffset + i * ldc + j;
        c[ij] = (float) (beta == 0 ? alpha * sum : alpha * sum + (double) beta * c[ij]);
      }
    }
  }

  @Override
  public String toString() {
    return "reference: plain Java with a double accumulator, some 200 times slower than OpenBLAS";
  }
}

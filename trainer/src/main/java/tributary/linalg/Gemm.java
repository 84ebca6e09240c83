package tributary.linalg;

/**
 * The matrix product of single precision, over flat row-major arrays.
 *
 * <p>Implementations hold no state that a caller can see: any number of threads may call one at the
 * same time, each call runs on the calling thread alone, and the same operands give the same bits
 * every time, wherever in their arrays they lie. {@link Gemms} hands them out.
 */
@FunctionalInterface
public interface Gemm {
  /**
   * C ← alpha · op(A) · op(B) + beta · C.
   *
   * <ul>
   *   <li>op(A): m×k; A is stored m×k, or k×m where {@code transA}
   *   <li>op(B): k×n; B is stored k×n, or n×k where {@code transB}
   *   <li>C: m×n
   * </ul>
   *
   * <p>Element (r, c) of a stored matrix is {@code x[xOffset + r · ldx + c]}. A and B are only
   * read; of C, only the m×n elements are written, never what lies between its rows. With {@code
   * beta = 0} C is only written, so that a NaN in it is gone; with {@code alpha = 0} or {@code k =
   * 0} A and B are not looked at, and C ← beta · C.
   *
   * <p>A NaN or an infinity in A or B reaches its whole row or column of C, through factors of zero
   * too. (netlib over the BLAS of a machine is the exception: some of those skip zeros.)
   *
   * @param lda elements from one stored row of A to the next, likewise ldb and ldc; at least the
   *     stored row's width
   * @throws IllegalArgumentException if a size or an offset is negative, a leading dimension is
   *     smaller than its row, a matrix reaches past the end of its array, or C's range meets A's or
   *     B's in the same array
   * @see <a href="https://doi.org/10.1145/77626.79170">Dongarra et al. 1990, A set of level 3 basic
   *     linear algebra subprograms</a>
   */
  void gemm(
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
      int ldc);
}

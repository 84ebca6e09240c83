package tributary.linalg;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * OpenBLAS through its own Java binding, on copies outside the heap.
 *
 * <p>That binding also takes arrays, but copies each from its first element to its last, be it the
 * weights of the whole network; copying just the operands, packed row by row, is faster and never
 * touches what lies between the rows.
 */
final class CopyingOpenBlasGemm implements Gemm {
  private final ThreadLocal<Operands> operands = ThreadLocal.withInitial(Operands::new);

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
    int aWidth = transA ? m : k;
    int bWidth = transB ? k : n;
    Operands own = operands.get();
    own.a = copyIn(own.a, a, aOffset, lda, transA ? k : m, aWidth);
    own.b = copyIn(own.b, b, bOffset, ldb, transB ? n : k, bWidth);
    own.c = beta == 0 ? atLeast(own.c, m, n) : copyIn(own.c, c, cOffset, ldc, m, n);
    int flagA = transA ? CblasTrans : CblasNoTrans;
    int flagB = transB ? CblasTrans : CblasNoTrans;
    cblas_sgemm(
        CblasRowMajor, flagA, flagB, m, n, k, alpha, own.a, aWidth, own.b, bWidth, beta, own.c, n);
    for (int i = 0; i < m; i++) {
      own.c.get(i * n, c, cOffset + i * ldc, n);
    }
  }

  /** Packs rows×cols into the buffer, or into a larger one where it is too small. */
  private static FloatBuffer copyIn(
      FloatBuffer buffer, float[] x, int offset, int ld, int rows, int cols) {
    FloatBuffer target = atLeast(buffer, rows, cols);
    if (ld == cols) {
      target.put(0, x, offset, rows * cols);
      return target;
    }
    for (int i = 0; i < rows; i++) {
      target.put(i * cols, x, offset + i * ld, cols);
    }
    return target;
  }

  private static FloatBuffer atLeast(FloatBuffer buffer, int rows, int cols) {
    int size = rows * cols; // no overflow: the check found the matrix inside a Java array
    if (buffer.capacity() >= size) {
      return buffer;
    }
    if (size > Integer.MAX_VALUE / Float.BYTES) {
      throw new IllegalArgumentException(
          "gemm: a "
              + rows
              + "x"
              + cols
              + " operand takes more than the 2 GiB that can be copied to OpenBLAS; choose a"
              + " smaller batch, or a system on which netlib's native binding runs");
    }
    return ByteBuffer.allocateDirect(size * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** One thread's copies; they grow to the largest operands it has seen. */
  private static final class Operands {
    FloatBuffer a = FloatBuffer.allocate(0);
    FloatBuffer b = FloatBuffer.allocate(0);
    FloatBuffer c = FloatBuffer.allocate(0);
  }
}

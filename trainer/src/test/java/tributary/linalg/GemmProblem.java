package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One product with its operands, somewhere inside larger arrays, and its result by the definition.
 *
 * <p>Every element that belongs to no matrix is {@link #OUTSIDE}, so that a kernel that reads or
 * writes there is found out.
 */
final class GemmProblem {
  static final float OUTSIDE = Float.NaN;

  final boolean transA;
  final boolean transB;
  final int m;
  final int n;
  final int k;
  final float alpha;
  final float beta;
  final Stored a;
  final Stored b;
  final Stored c;

  /** A matrix as stored. */
  record Stored(float[] data, int offset, int rows, int cols, int ld) {
    static Stored random(int rows, int cols, int offset, int slack, SplittableRandom random) {
      int ld = cols + slack;
      float[] data = new float[offset + rows * ld + 3];
      Arrays.fill(data, OUTSIDE);
      Stored stored = new Stored(data, offset, rows, cols, ld);
      for (int r = 0; r < rows; r++) {
        for (int col = 0; col < cols; col++) {
          data[stored.index(r, col)] = (float) random.nextDouble(-1, 1);
        }
      }
      return stored;
    }

    int index(int row, int col) {
      return offset + row * ld + col;
    }

    float at(int row, int col, boolean transposed) {
      return data[transposed ? index(col, row) : index(row, col)];
    }

    void set(int row, int col, boolean transposed, float value) {
      data[transposed ? index(col, row) : index(row, col)] = value;
    }

    Stored movedTo(int newOffset, int slack) {
      int newLd = cols + slack;
      float[] moved = new float[newOffset + rows * newLd + 3];
      Arrays.fill(moved, OUTSIDE);
      for (int r = 0; r < rows; r++) {
        System.arraycopy(data, offset + r * ld, moved, newOffset + r * newLd, cols);
      }
      return new Stored(moved, newOffset, rows, cols, newLd);
    }
  }

  GemmProblem(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      float beta,
      Stored a,
      Stored b,
      Stored c) {
    this.transA = transA;
    this.transB = transB;
    this.m = m;
    this.n = n;
    this.k = k;
    this.alpha = alpha;
    this.beta = beta;
    this.a = a;
    this.b = b;
    this.c = c;
  }

  /** Operands uniform in [−1, 1), at random places with random gaps between their rows. */
  static GemmProblem random(
      boolean transA, boolean transB, int m, int n, int k, float alpha, float beta, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] r = {0, 0, 0, 0, 0, 0};
    for (int i = 0; i < r.length; i++) {
      r[i] = random.nextBoolean() ? 0 : random.nextInt(1, 20);
    }
    return new GemmProblem(
        transA,
        transB,
        m,
        n,
        k,
        alpha,
        beta,
        Stored.random(transA ? k : m, transA ? m : k, r[0], r[1], random),
        Stored.random(transB ? n : k, transB ? k : n, r[2], r[3], random),
        Stored.random(m, n, r[4], r[5], random));
  }

  /** The same values elsewhere. */
  GemmProblem moved(int offset, int slack) {
    return new GemmProblem(
        transA,
        transB,
        m,
        n,
        k,
        alpha,
        beta,
        a.movedTo(offset, slack),
        b.movedTo(offset + 1, slack),
        c.movedTo(offset + 2, slack));
  }

  /** Runs it on a copy of C's array and gives that copy. */
  float[] run(Gemm gemm) {
    float[] result = c.data.clone();
    runInto(gemm, result);
    return result;
  }

  void runInto(Gemm gemm, float[] result) {
    gemm.gemm(
        transA, transB, m, n, k, alpha, a.data, a.offset, a.ld, b.data, b.offset, b.ld, beta,
        result, c.offset, c.ld);
  }

  /** The m×n elements of C alone, bit by bit. */
  int[] bits(float[] result) {
    int[] bits = new int[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        bits[i * n + j] = Float.floatToRawIntBits(result[c.index(i, j)]);
      }
    }
    return bits;
  }

  double expected(int i, int j) {
    double sum = 0;
    if (alpha != 0) {
      for (int l = 0; l < k; l++) {
        sum += (double) a.at(i, l, transA) * b.at(l, j, transB);
      }
    }
    return beta == 0 ? alpha * sum : alpha * sum + (double) beta * c.at(i, j, false);
  }

  /**
   * |found − expected| ≤ c · (k + 2) · ulp(1) · (|alpha| + |beta|), with c = 1: the operands are at
   * most 1, so each of the k products, their sums and the two scalings is rounded by at most half
   * an ulp of the running sum, which grows like √k and not like k.
   */
  void assertSolvedBy(float[] result) {
    double tolerance = (k + 2) * Math.ulp(1f) * (Math.abs(alpha) + Math.abs(beta));
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double expected = expected(i, j);
        float found = result[c.index(i, j)];
        if (!(Math.abs(found - expected) <= tolerance)) {
          assertEquals(expected, found, tolerance, "C(" + i + ", " + j + ") of " + this);
        }
      }
    }
    assertNothingElseWritten(result);
  }

  private void assertNothingElseWritten(float[] result) {
    for (int e = 0; e < result.length; e++) {
      int inside = e - c.offset;
      boolean inC = inside >= 0 && c.ld > 0 && inside / c.ld < m && inside % c.ld < n;
      if (!inC) {
        assertTrue(Float.isNaN(result[e]), "element " + e + " outside C was written by " + this);
      }
    }
  }

  @Override
  public String toString() {
    return "m="
        + m
        + " n="
        + n
        + " k="
        + k
        + " transA="
        + transA
        + " transB="
        + transB
        + " alpha="
        + alpha
        + " beta="
        + beta
        + " A at "
        + a.offset
        + "/"
        + a.ld
        + " B at "
        + b.offset
        + "/"
        + b.ld
        + " C at "
        + c.offset
        + "/"
        + c.ld;
  }
}

package tributary.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tributary.linalg.GemmProblem.Stored;

/** What {@link Gemm} promises, run over every provider; a new one adds a subclass of one line. */
abstract class GemmContract {
  /** Where kernels go wrong: below, at and above their register tiles and cache blocks. */
  private static final int[] SIZES = {1, 3, 8, 13, 31, 64, 100, 257};

  private static final float[] SCALARS = {0, 1, -0.75f};
  private static final boolean[] FLAGS = {false, true};
  private static final long SEED = Long.getLong("tests.seed", 20_240_611L);

  private final Gemm gemm;

  GemmContract(Gemm gemm) {
    this.gemm = gemm;
  }

  @Test
  void n10EverySizeAndTransposeFollowsTheDefinition() {
    long seed = SEED;
    int scalars = 0;
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int k : SIZES) {
          for (int trans = 0; trans < 4; trans++) {
            float alpha = SCALARS[1 + scalars % 2];
            float beta = SCALARS[scalars / 2 % 3];
            scalars++;
            solve(trans % 2 == 1, trans / 2 == 1, m, n, k, alpha, beta, seed++);
          }
        }
      }
    }
  }

  /** Round every size at which a kernel changes its way, one dimension at a time. */
  @Test
  void n10EveryTailFollowsTheDefinition() {
    long seed = SEED + 2_000_000;
    int[] tails = {
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 31, 32, 33, 63, 64, 65
    };
    for (int tail : tails) {
      for (int trans = 0; trans < 4; trans++) {
        for (float beta : SCALARS) {
          boolean transA = trans % 2 == 1;
          boolean transB = trans / 2 == 1;
          solve(transA, transB, tail, 33, 17, 1, beta, seed++);
          solve(transA, transB, 33, tail, 17, 1, beta, seed++);
          solve(transA, transB, 33, 17, tail, -0.75f, beta, seed++);
          solve(transA, transB, tail, tail, tail, -0.75f, beta, seed++);
        }
      }
    }
  }

  /** Thin ones, some of them large enough that a provider may cut them. */
  @Test
  void thinProductsFollowTheDefinition() {
    long seed = SEED + 3_000_000;
    int[][] shapes = {
      {65, 10, 20},
      {130, 16, 33},
      {129, 17, 33},
      {200, 1, 700},
      {150, 10, 700},
      {150, 700, 10},
      {10, 150, 700},
      {700, 10, 150},
      {10, 700, 150},
      {700, 150, 10},
      {1, 1_100, 1_000}
    };
    for (int[] shape : shapes) {
      for (int trans = 0; trans < 4; trans++) {
        for (float beta : SCALARS) {
          solve(trans % 2 == 1, trans / 2 == 1, shape[0], shape[1], shape[2], 1, beta, seed++);
        }
      }
    }
  }

  /** With gaps between the rows but none after the last: nothing lies beyond the last element. */
  @Test
  void anArrayMayEndWithTheLastElement() {
    for (int trans = 0; trans < 4; trans++) {
      boolean transA = trans % 2 == 1;
      boolean transB = trans / 2 == 1;
      GemmProblem any = GemmProblem.random(transA, transB, 70, 9, 30, 1, 1, SEED).moved(2, 5);
      GemmProblem cut =
          new GemmProblem(
              transA, transB, 70, 9, 30, 1, 1, trimmed(any.a), trimmed(any.b), trimmed(any.c));
      cut.assertSolvedBy(cut.run(gemm));
    }
  }

  private static Stored trimmed(Stored x) {
    int end = x.index(x.rows() - 1, x.cols() - 1) + 1;
    return new Stored(Arrays.copyOf(x.data(), end), x.offset(), x.rows(), x.cols(), x.ld());
  }

  @Test
  void everyPairOfScalarsFollowsTheDefinition() {
    long seed = SEED + 1_000_000;
    for (float alpha : SCALARS) {
      for (float beta : SCALARS) {
        for (boolean transA : FLAGS) {
          for (boolean transB : FLAGS) {
            solve(transA, transB, 5, 7, 9, alpha, beta, seed++);
            solve(transA, transB, 33, 17, 65, alpha, beta, seed++);
            solve(transA, transB, 1, 29, 40, alpha, beta, seed++);
            solve(transA, transB, 29, 1, 40, alpha, beta, seed++);
          }
        }
      }
    }
  }

  private void solve(
      boolean transA, boolean transB, int m, int n, int k, float alpha, float beta, long seed) {
    GemmProblem problem = GemmProblem.random(transA, transB, m, n, k, alpha, beta, seed);
    float[] a = problem.a.data().clone();
    float[] b = problem.b.data().clone();
    try {
      problem.assertSolvedBy(problem.run(gemm));
      assertArrayEquals(a, problem.a.data(), "A was written");
      assertArrayEquals(b, problem.b.data(), "B was written");
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  @Test
  void betaZeroForgetsWhatWasInC() {
    for (float alpha : SCALARS) {
      for (int k : new int[] {0, 1, 40}) {
        GemmProblem problem = GemmProblem.random(false, true, 9, 6, k, alpha, 0, SEED);
        for (int i = 0; i < problem.m; i++) {
          for (int j = 0; j < problem.n; j++) {
            problem.c.set(i, j, false, j % 2 == 0 ? Float.NaN : Float.NEGATIVE_INFINITY);
          }
        }
        problem.assertSolvedBy(problem.run(gemm));
      }
    }
  }

  @Test
  void nothingToMultiplyScalesC() {
    for (float beta : SCALARS) {
      GemmProblem noTerms = GemmProblem.random(false, false, 4, 5, 0, 1, beta, SEED);
      noTerms.assertSolvedBy(noTerms.run(gemm));
      GemmProblem alphaZero = GemmProblem.random(true, false, 4, 5, 6, 0, beta, SEED);
      alphaZero.a.set(2, 3, true, Float.NaN);
      alphaZero.b.set(2, 3, false, Float.NaN);
      alphaZero.assertSolvedBy(alphaZero.run(gemm));
    }
  }

  @Test
  void anEmptyResultTouchesNothing() {
    for (int[] size : new int[][] {{0, 5, 6}, {5, 0, 6}, {0, 0, 0}, {0, 5, 0}}) {
      GemmProblem problem = GemmProblem.random(false, true, size[0], size[1], size[2], 1, 0, SEED);
      problem.assertSolvedBy(problem.run(gemm));
    }
    gemm.gemm(
        false, false, 0, 0, 0, 1, new float[0], 0, 0, new float[0], 0, 0, 0, new float[0], 0, 0);
  }

  @Test
  void aNanReachesItsRowOrColumnAndNoOther() {
    for (int size : new int[] {1, 4, 19, 70}) {
      for (int trans = 0; trans < 4; trans++) {
        for (float poison : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
          GemmProblem inA = product(trans, size);
          inA.a.set(size / 2, size / 3, inA.transA, poison);
          assertFiniteExcept(inA, size / 2, -1);
          GemmProblem inB = product(trans, size);
          inB.b.set(size / 3, size / 2, inB.transB, poison);
          assertFiniteExcept(inB, -1, size / 2);
        }
      }
    }
  }

  @Test
  void aNanTimesZeroIsStillSeen() {
    for (int size : new int[] {1, 4, 19, 70}) {
      for (int trans = 0; trans < 4; trans++) {
        GemmProblem inA = product(trans, size);
        inA.a.set(0, 0, inA.transA, Float.NaN);
        Arrays.fill(inA.b.data(), 0);
        assertFiniteExcept(inA, 0, -1);
        GemmProblem inB = product(trans, size);
        inB.b.set(0, 0, inB.transB, Float.NaN);
        Arrays.fill(inB.a.data(), 0);
        assertFiniteExcept(inB, -1, 0);
      }
    }
  }

  private static GemmProblem product(int trans, int size) {
    return GemmProblem.random(trans % 2 == 1, trans / 2 == 1, size, size, size, 1, 1, SEED + size);
  }

  private void assertFiniteExcept(GemmProblem problem, int row, int col) {
    float[] result = problem.run(gemm);
    for (int i = 0; i < problem.m; i++) {
      for (int j = 0; j < problem.n; j++) {
        boolean poisoned = i == row || j == col;
        assertEquals(
            poisoned,
            !Float.isFinite(result[problem.c.index(i, j)]),
            "C(" + i + ", " + j + ") of " + problem);
      }
    }
  }

  @Test
  void n10TheSameCallGivesTheSameBitsWhereverItsOperandsLie() {
    int[][] shapes = {
      {1, 1, 33}, {1, 130, 100}, {130, 1, 100}, {7, 5, 3}, {30, 10, 128}, {65, 70, 257}
    };
    for (int[] shape : shapes) {
      for (int trans = 0; trans < 4; trans++) {
        GemmProblem problem =
            GemmProblem.random(
                trans % 2 == 1, trans / 2 == 1, shape[0], shape[1], shape[2], 1, 1, SEED + trans);
        int[] first = problem.bits(problem.run(gemm));
        for (int i = 0; i < 20; i++) {
          GemmProblem moved = problem.moved(i, i % 3 == 0 ? 0 : i);
          assertArrayEquals(first, moved.bits(moved.run(gemm)), moved.toString());
        }
      }
    }
  }

  @Test
  void concurrentCallsGiveTheBitsOfSerialOnes() throws Exception {
    List<GemmProblem> problems = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int size = SIZES[i % SIZES.length];
      problems.add(GemmProblem.random(i % 2 == 0, i % 3 == 0, 64, size, 1 + 9 * i, 1, 1, SEED + i));
    }
    List<int[]> serial = new ArrayList<>();
    for (GemmProblem problem : problems) {
      serial.add(problem.bits(problem.run(gemm)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<int[]>> concurrent = new ArrayList<>();
      for (int i = 0; i < 40 * problems.size(); i++) {
        GemmProblem problem = problems.get(i % problems.size());
        concurrent.add(threads.submit(() -> problem.bits(problem.run(gemm))));
      }
      for (int i = 0; i < concurrent.size(); i++) {
        int p = i % problems.size();
        assertArrayEquals(serial.get(p), concurrent.get(i).get(), problems.get(p).toString());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void threadsMayWriteNeighbouringColumnsOfOneArray() throws Exception {
    int half = 40;
    Stored left = new Stored(new float[60 * 2 * half], 0, 60, half, 2 * half);
    GemmProblem any = GemmProblem.random(false, false, 60, half, 30, 1, 0, SEED);
    GemmProblem first = new GemmProblem(false, false, 60, half, 30, 1, 0, any.a, any.b, left);
    Stored right = new Stored(left.data(), half, 60, half, 2 * half);
    GemmProblem second = new GemmProblem(false, false, 60, half, 30, 1, 0, any.a, any.b, right);
    int[] expected = any.bits(any.run(gemm));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int i = 0; i < 200; i++) {
        Arrays.fill(left.data(), 0);
        Future<?> one = threads.submit(() -> first.runInto(gemm, left.data()));
        Future<?> two = threads.submit(() -> second.runInto(gemm, left.data()));
        one.get();
        two.get();
        assertArrayEquals(expected, first.bits(left.data()), "left half, round " + i);
        assertArrayEquals(expected, second.bits(left.data()), "right half, round " + i);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aWarmCallAllocatesNothing() {
    GemmProblem problem = GemmProblem.random(false, true, 40, 30, 50, 1, 1, SEED);
    float[] result = problem.c.data().clone();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    // The JIT may still be at work in the first rounds, and it deoptimises on this thread.
    for (int round = 0; round < 20 && allocated > 0; round++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      for (int i = 0; i < 100; i++) {
        problem.runInto(gemm, result);
      }
      allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }
    assertEquals(0, allocated, "bytes in 100 calls of " + gemm);
  }

  @Test
  void wrongArgumentsAreRefusedWithTheirValues() {
    float[] x = new float[20];
    float[] y = new float[20];
    refused("sizes m = -1, n = 2, k = 3", () -> call(-1, 2, 3, x, 0, 3, x, 0, 2, y, 0, 2));
    refused("k = -3; expected none below 0", () -> call(1, 2, -3, x, 0, 3, x, 0, 2, y, 0, 2));
    refused("A, stored as 2x3 at offset -4", () -> call(2, 2, 3, x, -4, 3, x, 0, 2, y, 0, 2));
    refused(
        "A, stored as 2x3 at offset 0 with leading dimension 2; expected offset >= 0 and leading"
            + " dimension >= 3",
        () -> call(2, 2, 3, x, 0, 2, x, 0, 2, y, 0, 2));
    refused(
        "B, stored as 3x2 at offset 15 with leading dimension 2 ends at element 21, but its array"
            + " has 20; pass a longer array",
        () -> call(2, 2, 3, x, 0, 3, x, 15, 2, y, 0, 2));
    refused(
        "C, stored as 2x2 at offset 0 with leading dimension 19 ends at element 21",
        () -> call(2, 2, 3, x, 0, 3, x, 0, 2, y, 0, 19));
    refused(
        "C, stored as 3x2 at offset 0 with leading dimension 2147483647 ends at element 4294967296",
        () -> call(3, 2, 1, x, 0, 1, x, 0, 2, y, 0, Integer.MAX_VALUE));
  }

  @Test
  void aResultOnTopOfAnOperandIsRefused() {
    float[] x = new float[40];
    float[] y = new float[40];
    refused(
        "C takes elements 5 to 8 of the array in which A takes 0 to 5; expected ranges that do not"
            + " meet",
        () -> call(2, 2, 3, x, 0, 3, y, 0, 2, x, 5, 2));
    refused(
        "C takes elements 0 to 3 of the array in which B takes 3 to 8",
        () -> call(2, 2, 3, x, 0, 3, y, 3, 2, y, 0, 2));
    call(2, 2, 3, x, 0, 3, x, 6, 2, x, 12, 2);
    assertEquals(0, x[12], "side by side in one array is allowed");
  }

  private void call(
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
    gemm.gemm(false, false, m, n, k, 1, a, aOffset, lda, b, bOffset, ldb, 0, c, cOffset, ldc);
  }

  private static void refused(String message, Runnable call) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call::run);
    String found = String.valueOf(e.getMessage());
    assertTrue(found.startsWith("gemm: ") && found.contains(message), found);
  }
}

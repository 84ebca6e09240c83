package tributary.linalg;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Loops over a long vector in blocks that are cut at fixed places, shared among the processor's
 * cores where the vector is long enough to pay for waking them.
 *
 * <p>A sum is made block by block and the blocks' sums are added in their order, so that its bits
 * depend on the length alone, never on the number of cores or on who was first. For the one thread
 * that has the machine to itself, as the driver between two steps; tasks are parallel as they are.
 */
public final class Blocks {
  /** Elements of a block: two or three arrays of it fit a core's second cache. */
  static final int SIZE = 1 << 14;

  /** From here on sharing gains more than waking a thread costs (tens of microseconds). */
  private static final int SHARED_FROM = 6 * SIZE;

  /** How often the caller looks before it sleeps in between. */
  private static final int PATIENCE = 20_000;

  private static final int HELPERS = Runtime.getRuntime().availableProcessors() - 1;

  /** A loop over elements {@code from … to − 1}; touches no others. */
  @FunctionalInterface
  public interface Loop {
    void run(int from, int to);
  }

  /** A sum over elements {@code from … to − 1}. */
  @FunctionalInterface
  public interface Sum {
    double of(int from, int to);
  }

  private Blocks() {}

  /** Runs the loop over each block of 0 … n − 1, in any order and on several threads. */
  public static void run(int n, Loop loop) {
    run(n, loop, n < SHARED_FROM ? 0 : HELPERS);
  }

  /** As {@link #run(int, Loop)} with at most so many threads beside the caller's. */
  static void run(int n, Loop loop, int helpers) {
    int blocks = count(n);
    Round round = new Round(loop, n, blocks);
    for (int i = 0; i < Math.min(helpers, blocks - 1); i++) {
      ForkJoinPool.commonPool().execute(round);
    }
    round.run();
    round.await();
  }

  /** The blocks' sums, added in their order. */
  public static double sum(int n, Sum sum) {
    return sum(n, sum, n < SHARED_FROM ? 0 : HELPERS);
  }

  /** As {@link #sum(int, Sum)} with at most so many threads beside the caller's. */
  static double sum(int n, Sum sum, int helpers) {
    double[] parts = new double[count(n)];
    run(n, (from, to) -> parts[from / SIZE] = sum.of(from, to), helpers);
    double total = 0;
    for (double part : parts) {
      total += part;
    }
    return total;
  }

  /** {@link Floats#sumOfSquares(float[])} of all of x, block by block. */
  public static double sumOfSquares(float[] x) {
    return sum(x.length, (from, to) -> Floats.sumOfSquares(x, from, to));
  }

  private static int count(int n) {
    return (n + SIZE - 1) / SIZE;
  }

  /**
   * One loop's blocks, taken by whoever comes first. The caller takes part, and waits for no more
   * than the blocks that others have begun: a helper that comes too late finds nothing to do.
   */
  private static final class Round implements Runnable {
    private final Loop loop;
    private final int n;
    private final int blocks;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile @Nullable Throwable failure;

    Round(Loop loop, int n, int blocks) {
      this.loop = loop;
      this.n = n;
      this.blocks = blocks;
    }

    @Override
    public void run() {
      int block = next.getAndIncrement();
      while (block < blocks) {
        int from = block * SIZE;
        try {
          loop.run(from, Math.min(n, from + SIZE));
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
        block = next.getAndIncrement();
      }
    }

    /** A block takes microseconds; more only where its thread has lost its core. */
    void await() {
      int looks = 0;
      while (done.get() < blocks) {
        if (++looks < PATIENCE) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(1);
        }
      }
      Throwable thrown = failure;
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
    }
  }
}

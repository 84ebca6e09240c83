package tributary.spark;

import java.util.OptionalInt;

/** Into how many shards a table is cut, and how many tasks share them. */
public record ShardPlan(int shards, int tasks) {
  /** A shard's part of a batch should not fall below this many rows, or the GEMM starves. */
  private static final int ROWS_PER_SHARD = 32;

  /**
   * What the configuration says; where it leaves the choice, as many shards as the next power of
   * two at or above the cores, halved while a shard's part of a batch is short, and a task a core.
   */
  public static ShardPlan of(OptionalInt shards, OptionalInt tasks, int cores, int batchSize) {
    int count = shards.orElseGet(() -> automatic(cores, batchSize));
    return new ShardPlan(count, Math.min(count, tasks.orElse(cores)));
  }

  private static int automatic(int cores, int batchSize) {
    int count = 1;
    while (count < cores) {
      count *= 2;
    }
    while (count > 1 && batchSize / count < ROWS_PER_SHARD) {
      count /= 2;
    }
    return count;
  }
}

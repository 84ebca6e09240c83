package tributary.spark;

import org.apache.spark.storage.StorageLevel;
import tributary.nn.Network;
import tributary.train.Scratch;

/**
 * The least that the steps of a run put on the heap of one executor, in bytes; whether sums are
 * copied once more on their way out is Spark's affair and not counted.
 *
 * @param weights twice the vector: as it came and as it is used
 * @param task the sums, the gradient that is added to them and the scratch of one task
 * @param tasks how many run at once
 * @param shards kept in the heap beside them
 * @param driver what the driver needs, where it is the same process; else 0
 */
record ExecutorLoad(long weights, long task, int tasks, long shards, long driver) {
  /** Cures leave some air. */
  private static final double AIR = 1.1;

  /**
   * @param executors that are there
   * @param slots of each
   */
  static ExecutorLoad of(
      Network network, Shards shards, int batchSize, int executors, int slots, long driver) {
    long vector = (long) Float.BYTES * network.layout().size();
    ShardRanges ranges = shards.ranges();
    long sums = 0;
    for (int part = 0; part < ranges.parts(); part++) {
      sums = Math.max(sums, ShardRanges.subtrees(ranges.first(part), ranges.last(part)));
    }
    // Executors may be missing for the moment; those that are there take no more for that.
    int tasks = Math.min(divideUp(ranges.parts(), executors), slots);
    long rows = divideUp(shards.rows(), shards.count());
    long shard = rows * Float.BYTES * (shards.inputs() + shards.targets() + 1L);
    StorageLevel level = shards.rdd().getStorageLevel();
    boolean asObjects = level.useMemory() && level.deserialized() && !level.useOffHeap();
    boolean inHeap = level.useMemory() && !level.useOffHeap();
    long task =
        (sums + 1) * vector
            + Scratch.bytes(network, divideUp(batchSize, shards.count()))
            // What is kept as bytes, or not in the heap, becomes a shard again in each task.
            + (asObjects ? 0 : shard);
    long kept = inHeap ? shard * divideUp((long) tasks * shards.count(), ranges.parts()) : 0;
    return new ExecutorLoad(2 * vector, task, tasks, kept, driver);
  }

  private static int divideUp(long dividend, int divisor) {
    return (int) ((dividend + divisor - 1) / divisor);
  }

  /** Whatever Spark's block manager knows nothing of, and so cannot put on disk. */
  private long unmanaged() {
    return tasks * task + driver;
  }

  /** All of it, with as much of the shards as there is room for. */
  long total(ExecutorMemory memory) {
    return unmanaged() + Math.max(weights, Math.min(memory.storage(), shards + weights));
  }

  boolean fits(ExecutorMemory memory) {
    return total(memory) <= memory.usable();
  }

  boolean shardsFit(ExecutorMemory memory) {
    return shards + weights <= memory.storage();
  }

  /** The least heap, in bytes, that a step fits into beside cached shards. */
  long heapForSteps(double fraction) {
    long beside =
        Math.max((long) (unmanaged() / Math.max(0.01, 1 - fraction)), unmanaged() + weights);
    return withAir(Math.min(unmanaged() + shards + weights, beside));
  }

  /** The least heap, in bytes, that also keeps all shards. */
  long heapForShards(double fraction) {
    long kept = (long) ((shards + weights) / fraction);
    return withAir(Math.max(kept, unmanaged() + shards + weights));
  }

  private static long withAir(long usable) {
    return (long) (AIR * usable) + ExecutorMemory.RESERVED;
  }
}

package tributary.spark;

import java.util.List;
import org.apache.spark.ContextCleaner;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFunction;
import scala.Option;
import scala.Tuple2;

/**
 * The way of the tasks' partial sums to the driver: straight there, or through one level of
 * executors that each add the sums of a contiguous group of tasks.
 *
 * <p>Either way the additions are those of the shard tree, so the bits are the same. Spark's own
 * {@code treeAggregate} would add in order of arrival.
 */
record TreeReduction(int tasks, int groups) {
  /**
   * Spark's rule for a tree of depth 2: with s = max(⌈√tasks⌉, 2), a level between pays only while
   * tasks > s + ⌈tasks / s⌉ (never below 6). In one JVM it never pays: there is no network to
   * spare.
   */
  static TreeReduction of(int tasks, boolean local) {
    int scale = Math.max((int) Math.ceil(Math.sqrt(tasks)), 2);
    boolean level = !local && tasks > scale + (tasks + scale - 1) / scale;
    return new TreeReduction(tasks, level ? tasks / scale : tasks);
  }

  boolean flat() {
    return groups == tasks;
  }

  /** How many vectors reach the driver when every shard has something to add. */
  long vectors(ShardRanges shards) {
    ShardRanges groupRanges = new ShardRanges(tasks, groups);
    long vectors = 0;
    for (int group = 0; group < groups; group++) {
      vectors +=
          ShardRanges.subtrees(
              shards.first(groupRanges.first(group)), shards.last(groupRanges.last(group) - 1));
    }
    return vectors;
  }

  /** Runs the job; the partial sums come in shard order. */
  <T> List<PartialSums<T>> collect(
      JavaRDD<PartialSums<T>> parts, ShardRanges shards, ShardWork<T> work) {
    if (flat()) {
      return parts.collect();
    }
    ShardRanges groupRanges = new ShardRanges(tasks, groups);
    JavaPairRDD<Integer, PartialSums<T>> shuffled =
        parts.mapToPair(new ByTask<>()).partitionBy(new ShardPartitioner(groupRanges));
    List<PartialSums<T>> sums =
        shuffled.mapPartitionsWithIndex(new GroupTask<>(work, shards, groupRanges), true).collect();
    // Not after a failure: tasks may still run, and Spark's scheduler does not survive it when they
    // end with a shuffle that is gone.
    removeShuffleFiles(shuffled);
    return sums;
  }

  /**
   * Spark would leave the files of every step on the executors' disks until the driver next
   * collects garbage. The cleaner has no public face; this is the one use of it.
   */
  private static void removeShuffleFiles(JavaPairRDD<?, ?> shuffled) {
    Option<ContextCleaner> cleaner = shuffled.context().cleaner();
    if (cleaner.isDefined()
        && shuffled.rdd().dependencies().head() instanceof ShuffleDependency<?, ?, ?> shuffle) {
      cleaner.get().doCleanupShuffle(shuffle.shuffleId(), false);
    }
  }

  private static final class ByTask<T>
      implements PairFunction<PartialSums<T>, Integer, PartialSums<T>> {
    private static final long serialVersionUID = 1L;

    @Override
    public Tuple2<Integer, PartialSums<T>> call(PartialSums<T> part) {
      return new Tuple2<>(part.task(), part);
    }
  }
}

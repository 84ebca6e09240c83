package tributary.spark;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.ShardTree;
import tributary.train.StepTimer;

/** One task of a step: its shards in index order, added along the tree as far as it goes. */
final class ShardTask<T> implements Function2<Integer, Iterator<Shard>, Iterator<PartialSums<T>>> {
  private static final long serialVersionUID = 1L;

  /** What Spark calls the executor of local mode, which is the driver itself. */
  private static final String DRIVER = "driver";

  private final ShardWork<T> work;
  private final Broadcast<SharedWeights> weights;
  private final ShardRanges ranges;

  ShardTask(ShardWork<T> work, Broadcast<SharedWeights> weights, ShardRanges ranges) {
    this.work = work;
    this.weights = weights;
    this.ranges = ranges;
  }

  @Override
  public Iterator<PartialSums<T>> call(Integer task, Iterator<Shard> shards) {
    long collected = StepTimer.garbageCollected();
    long asked = System.nanoTime();
    float[] values = weights.value().values();
    long fetch = System.nanoTime() - asked;
    int first = ranges.first(task);
    int last = ranges.last(task);
    ShardTree.Builder<T> tree = ShardTree.over(first, last, work::add);
    long nanos = 0;
    Function<Shard, @Nullable T> sum = work.begin(values);
    for (int index = first; index < last; index++) {
      Shard shard = next(shards, task, index);
      // Not timed with the rest: a shard that fell out of the cache is computed anew here.
      long begin = System.nanoTime();
      tree.accept(sum.apply(shard));
      nanos += System.nanoTime() - begin;
    }
    TaskTimes times = TaskTimes.ofTask(fetch, nanos, collectedSince(collected));
    return List.of(new PartialSums<>(task, times, tree.nodes())).iterator();
  }

  /** The driver knows of its own JVM's pauses, and tasks of local mode run in it. */
  private static long collectedSince(long before) {
    boolean driver = DRIVER.equals(SparkEnv.get().executorId());
    return driver ? 0 : StepTimer.garbageCollected() - before;
  }

  private static Shard next(Iterator<Shard> shards, int task, int expected) {
    Shard shard = shards.hasNext() ? shards.next() : null;
    if (shard == null || shard.index() != expected) {
      throw new IllegalStateException(
          "task "
              + task
              + ": found "
              + (shard == null ? "no more shards" : "shard " + shard.index())
              + " where shard "
              + expected
              + " belongs");
    }
    return shard;
  }
}

package tributary.spark;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.ShardTree;
import tributary.train.StepTimer;

/** One task of a step: its shards in index order, added along the tree as far as it goes. */
final class ShardTask<T> implements Function2<Integer, Iterator<Shard>, Iterator<PartialSums<T>>> {
  private static final long serialVersionUID = 1L;

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
    ShardTree.Builder<T> tree = ShardTree.over(ranges.first(task), ranges.last(task), work::add);
    long nanos = 0;
    Function<Shard, @Nullable T> sum = work.begin(values);
    for (ShardSequence own = new ShardSequence(shards, task, ranges); own.hasNext(); ) {
      Shard shard = own.next();
      // Not timed with the rest: a shard that fell out of the cache is computed anew here.
      long begin = System.nanoTime();
      tree.accept(sum.apply(shard));
      nanos += System.nanoTime() - begin;
    }
    TaskTimes times = TaskTimes.ofTask(fetch, nanos, TaskTimes.collectedSince(collected));
    return List.of(new PartialSums<>(task, times, tree.nodes())).iterator();
  }
}

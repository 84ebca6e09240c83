package tributary.spark;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.ShardTree;

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
    float[] values = weights.value().values();
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
    return List.of(new PartialSums<>(task, nanos, tree.nodes())).iterator();
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

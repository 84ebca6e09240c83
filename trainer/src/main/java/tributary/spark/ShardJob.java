package tributary.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import tributary.train.ShardTree;
import tributary.train.ShardTree.Node;
import tributary.train.StepTimer;

/**
 * One Spark job over all shards: the weights go out, every shard is summed over, the tree is
 * completed here.
 */
final class ShardJob {
  private final JavaSparkContext context;
  private final Shards shards;
  private final TreeReduction reduction;
  private final Retries retries;
  private final StragglerWatch stragglers = new StragglerWatch();

  ShardJob(JavaSparkContext context, Shards shards, TreeReduction reduction) {
    this.context = context;
    this.shards = shards;
    this.reduction = reduction;
    this.retries = Retries.of(context);
  }

  /**
   * The sum over all shards, null when none has anything to add. The broadcast is gone when this
   * returns, so {@code weights} may then be written again.
   *
   * @throws ClusterException saying {@code what} failed and why, once {@link Retries} are used up
   * @throws RuntimeException the data's own error, when that is what it was
   */
  <T> @Nullable T run(String what, float[] weights, ShardWork<T> work, StepTimer timer) {
    return retries.run(what, () -> attempt(what, weights, work, timer));
  }

  private <T> @Nullable T attempt(String what, float[] weights, ShardWork<T> work, StepTimer timer)
      throws Exception {
    long begin = System.nanoTime();
    List<PartialSums<T>> parts;
    long sent;
    try (WeightBroadcast broadcast = new WeightBroadcast(context, weights)) {
      sent = System.nanoTime();
      ShardTask<T> task = new ShardTask<>(work, broadcast.handle(), shards.ranges());
      JavaRDD<PartialSums<T>> sums = shards.rdd().mapPartitionsWithIndex(task, true);
      parts = collect(what, sums, work);
    }
    long arrived = System.nanoTime();
    TaskTimes times = TaskTimes.NONE;
    List<Node<T>> nodes = new ArrayList<>();
    for (PartialSums<T> part : parts) {
      times = times.and(part.times());
      nodes.addAll(part.nodes());
    }
    T sum = ShardTree.root(nodes, shards.count(), work::add);
    stragglers.saw(times);
    times.account(timer, sent - begin, arrived - sent, System.nanoTime() - arrived);
    return sum;
  }

  private <T> List<PartialSums<T>> collect(
      String what, JavaRDD<PartialSums<T>> sums, ShardWork<T> work) throws Exception {
    ExecutorPatience patience = new ExecutorPatience(context);
    try (patience) {
      return JobDescription.during(
          context.sc(), what, () -> reduction.collect(sums, shards.ranges(), work));
    } catch (Exception e) {
      patience.endJobs();
      ClusterException lost = patience.reason();
      throw lost == null ? e : lost;
    }
  }
}

package tributary.spark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.data.Shard;
import tributary.train.GradientSum;
import tributary.train.StepId;

/**
 * One Spark job of resident tasks, from its start until its tasks have left. Belongs to one thread,
 * but for {@link #lost}, {@link #failed} and {@link #reassure}.
 */
final class ResidentStage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentStage.class);
  private static final String INTERRUPT = "spark.job.interruptOnCancel";
  private static final long LEAVE_SECONDS = 10;

  private final ResidentExchange exchange;
  private final AutoCloseable endpoint;
  private final JavaFutureAction<Void> job;
  private final SparkBlocks.@Nullable Published published;
  private final int tasks;
  private final long began = System.nanoTime();

  /**
   * @param source who asks, over all its stages
   * @param number of this stage of the source's
   */
  ResidentStage(
      JavaSparkContext context,
      Shards shards,
      GradientSettings settings,
      String source,
      long number,
      int tasks,
      int parameters) {
    String name = source + "-" + number;
    ShardRanges ranges = new ShardRanges(shards.count(), tasks);
    JavaRDD<Shard> ranged = RangedShards.of(shards, tasks);
    this.tasks = tasks;
    this.exchange = new ResidentExchange(tasks, context.isLocal(), parameters);
    this.endpoint = SparkRpc.serve(name, exchange);
    SparkBlocks.Published vector = null;
    boolean begun = false;
    try {
      boolean inside = context.isLocal() || parameters <= ResidentTask.INLINE;
      vector = inside ? null : new SparkBlocks.Published(parameters);
      this.job =
          submit(context.sc(), ranged, new ResidentTask(source, name, settings, ranges), source);
      begun = true;
    } finally {
      if (!begun) {
        closeBoth(endpoint, vector);
      }
    }
    this.published = vector;
  }

  private static JavaFutureAction<Void> submit(
      SparkContext context, JavaRDD<Shard> shards, ResidentTask task, String source) {
    String interrupt = context.getLocalProperty(INTERRUPT);
    context.setLocalProperty(INTERRUPT, "true");
    context.setLocalProperty(SlotWatch.RESIDENT, source);
    try {
      return JobDescription.during(
          context, "training: resident tasks", () -> shards.foreachPartitionAsync(task));
    } finally {
      context.setLocalProperty(INTERRUPT, interrupt);
      context.setLocalProperty(SlotWatch.RESIDENT, null);
    }
  }

  int tasks() {
    return tasks;
  }

  /** When it was submitted, as {@link System#nanoTime} counts. */
  long began() {
    return began;
  }

  /**
   * Asks all tasks for their part of the step; {@code weights} are read until all have answered.
   */
  void request(long request, StepId step, float[] weights) {
    if (published == null) {
      exchange.request(ResidentReply.work(request, step, weights));
    } else {
      published.writeByAllCores(weights);
      exchange.request(ResidentReply.work(request, step, published.address()));
    }
  }

  /** Waits for a while; gives whether all tasks have answered. */
  boolean await(long nanos) throws InterruptedException {
    return exchange.await(nanos);
  }

  List<PartialSums<GradientSum>> sums() {
    return exchange.sums();
  }

  int absent() {
    return exchange.absent();
  }

  int duplicates() {
    return exchange.duplicates();
  }

  void lost(String executor) {
    exchange.lost(executor);
  }

  void failed(long attempt) {
    exchange.failed(attempt);
  }

  void reassure() {
    exchange.reassure();
  }

  /** Why the tasks can no longer answer, though they are still wanted; null while they can. */
  @Nullable Throwable failure() {
    Throwable broken = exchange.broken();
    if (broken != null || !job.isDone()) {
      return broken;
    }
    try {
      job.get();
      return new IllegalStateException("its tasks ended early");
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  /** Lets the tasks leave, and ends the job if they do not. */
  @Override
  public void close() {
    exchange.leave();
    try {
      if (exchange.absent() == 0) {
        job.get(LEAVE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException alreadyFailed) {
      // Its failure was told to whoever waited for sums, if somebody did.
    } catch (TimeoutException stuck) {
      // Cancelled below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!job.isDone()) {
        job.cancel(true);
      }
      closeBoth(endpoint, published);
    }
  }

  private static void closeBoth(AutoCloseable endpoint, SparkBlocks.@Nullable Published published) {
    try {
      endpoint.close();
    } catch (Exception e) {
      // Nothing that a step's outcome should hang on: Spark itself is going down.
      LOG.warn("resident tasks: Spark's RPC does not let go: {}", e.toString());
    } finally {
      if (published != null) {
        published.close();
      }
    }
  }
}

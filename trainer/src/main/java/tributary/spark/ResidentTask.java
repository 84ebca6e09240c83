package tributary.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.GradientSum;
import tributary.train.Scratch;
import tributary.train.ShardGradients;
import tributary.train.ShardTree;
import tributary.train.ShardTree.Node;
import tributary.train.StepTimer;

/**
 * A task that stays: it holds its shards, asks the driver what to do, computes its part of a step,
 * and asks again with the sums, until it is told to leave.
 *
 * <p>It keeps scratch, never state: a new attempt asks like the first.
 */
final class ResidentTask implements VoidFunction<Iterator<Shard>> {
  private static final long serialVersionUID = 1L;

  /** Longer than the driver lets a question wait. */
  private static final long ANSWER_SECONDS = 120;

  /** Vectors up to so many floats travel inside the messages: 128 KiB. */
  static final int INLINE = 32 * 1024;

  private final String source;
  private final String name;
  private final GradientSettings settings;
  private final ShardRanges ranges;

  /**
   * @param source who asks, over all its stages
   * @param name under which the driver answers in this stage
   * @param ranges which shards are each task's
   */
  ResidentTask(String source, String name, GradientSettings settings, ShardRanges ranges) {
    this.source = source;
    this.name = name;
    this.settings = settings;
    this.ranges = ranges;
  }

  @Override
  public void call(Iterator<Shard> shards) throws InterruptedException {
    TaskContext context = TaskContext.get();
    try (Attempt attempt = new Attempt(context.partitionId(), context.taskAttemptId())) {
      attempt.run(shards);
    }
  }

  /** One attempt at the task. */
  private final class Attempt implements AutoCloseable {
    private final int task;
    private final long number;
    private final List<Shard> own = new ArrayList<>();
    private final String executor = SparkEnv.get().executorId();
    private final boolean sameProcess = TaskTimes.inDriver();
    private final WorkerContext worker = WorkerContext.of(settings.network(), settings.gemm());
    private final ShardGradients gradients = worker.gradients(settings);
    private final Scratch scratch = worker.scratch();
    private final int length = worker.parameters();
    private final ReusedArrays arrays = new ReusedArrays(length);
    private final List<SparkBlocks.Published> published = new ArrayList<>();
    private final SparkRpc.Driver driver = SparkRpc.driver(name, ANSWER_SECONDS);

    Attempt(int task, long number) {
      this.task = task;
      this.number = number;
    }

    void run(Iterator<Shard> shards) throws InterruptedException {
      // Before the shards, which may have to be computed anew: it is here, and not missing.
      ResidentCall call = ResidentCall.announcement(task, number, executor);
      if (ask(call).order() == ResidentReply.Order.LEAVE) {
        return;
      }
      new ShardSequence(shards, task, ranges).forEachRemaining(own::add);
      call = ready();
      while (true) {
        ResidentReply reply = ask(call);
        switch (reply.order()) {
          case LEAVE -> {
            return;
          }
          case WAIT -> call = ready();
          case WORK -> call = answer(reply);
        }
      }
    }

    private ResidentCall ready() {
      return ResidentCall.ready(task, number, executor);
    }

    private ResidentReply ask(ResidentCall call) throws InterruptedException {
      return ResidentReply.of(driver.ask(sameProcess ? call : call.toBytes()));
    }

    private ResidentCall answer(ResidentReply work) {
      long collected = StepTimer.garbageCollected();
      long asked = System.nanoTime();
      float[] weights = weights(work);
      long begin = System.nanoTime();
      List<Node<GradientSum>> nodes = compute(work, weights);
      long end = System.nanoTime();
      TaskTimes times =
          TaskTimes.ofTask(begin - asked, end - begin, TaskTimes.collectedSince(collected));
      if (sameProcess || length <= INLINE) {
        return new ResidentCall(
            task,
            number,
            work.request(),
            executor,
            new PartialSums<>(task, times, nodes),
            List.of());
      }
      return publish(work.request(), times, nodes);
    }

    private float[] weights(ResidentReply work) {
      float @Nullable [] inside = work.weights();
      SparkBlocks.Address vector = work.vector();
      if (inside != null) {
        return inside;
      }
      if (vector == null) {
        throw new IllegalStateException("resident task " + task + ": work came without weights");
      }
      return worker.weights(source).get(work.request(), vector, length);
    }

    /** The driver no longer needs the sums of the request before: their arrays are written anew. */
    private List<Node<GradientSum>> compute(ResidentReply work, float[] weights) {
      arrays.reclaim();
      ShardTree.Builder<GradientSum> tree =
          ShardTree.over(ranges.first(task), ranges.last(task), this::add);
      for (Shard shard : own) {
        float[] array = arrays.take();
        GradientSum sum = gradients.gradient(shard, work.requiredStep(), weights, scratch, array);
        if (sum == null) {
          arrays.giveBack(array);
        }
        tree.accept(sum);
      }
      return tree.nodes();
    }

    private GradientSum add(GradientSum left, GradientSum right) {
      left.add(right);
      arrays.giveBack(right.gradient());
      return left;
    }

    /** Leaves the gradients where the driver fetches them, and sends the rest. */
    private ResidentCall publish(long request, TaskTimes times, List<Node<GradientSum>> nodes) {
      List<Node<GradientSum>> light = new ArrayList<>(nodes.size());
      List<SparkBlocks.Address> vectors = new ArrayList<>(nodes.size());
      for (Node<GradientSum> node : nodes) {
        if (published.size() == vectors.size()) {
          published.add(new SparkBlocks.Published(length));
        }
        SparkBlocks.Published vector = published.get(vectors.size());
        vector.write(node.sum().gradient());
        vectors.add(vector.address());
        light.add(new Node<>(node.level(), node.index(), node.sum().withGradient(new float[0])));
      }
      return new ResidentCall(
          task, number, request, executor, new PartialSums<>(task, times, light), vectors);
    }

    @Override
    public void close() {
      published.forEach(SparkBlocks.Published::close);
    }
  }
}

package tributary.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;
import tributary.nn.ParameterLayout;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.NonFiniteOrigin;
import tributary.train.ShardTree;
import tributary.train.ShardTree.Node;
import tributary.train.StepId;
import tributary.train.StepTimer;

/**
 * The gradient of a step from tasks that stay: one long Spark stage, each task holding a range of
 * shards, and one round trip over Spark's own connections per step instead of a job.
 *
 * <p>The bits are those of {@link SparkGradientSource}. A task or executor that dies is started
 * anew by Spark and asked for the current step; a stage that fails is submitted again, as often for
 * one step as {@link Retries} allow; when slots come or go, the shards are dealt anew between two
 * steps. While the tasks stay they hold their slots: {@link #pause} lets them go, and a job of the
 * same application that waits for a slot is given way to.
 *
 * <p>Belongs to one thread. The gradient array of a result is written anew by the next question.
 */
public final class ResidentGradientSource implements GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(ResidentGradientSource.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long REASSURE_SECONDS = 5;

  private final JavaSparkContext context;
  private final Shards shards;
  private final BatchSampler sampler;
  private final GradientSettings settings;
  private final int parameters;
  private final ShardJob locate;
  private final Retries retries;
  private final StragglerWatch stragglers = new StragglerWatch();
  private final String name = "tributary-" + UUID.randomUUID();
  private final SlotWatch watch = new SlotWatch(name, this::lost, this::failed);
  private final ScheduledExecutorService timer = daemon();
  private final int slotsAtFirst;
  private volatile @Nullable ResidentStage stage;
  private int tasks;
  private long requests;
  private long stages;

  /**
   * @param seed of the dropout masks
   * @param gemm which matrix product the executors use, as {@code Gemms.named} knows it
   * @param health when to look at what the units do
   * @throws IllegalArgumentException if the sampler is not for these shards
   * @throws LinkageError if this Spark is not one whose private interfaces are known
   */
  public ResidentGradientSource(
      JavaSparkContext context,
      Shards shards,
      NetworkSpec network,
      BatchSampler sampler,
      long seed,
      String gemm,
      HealthConfig health) {
    shards.requireSampler(sampler);
    this.context = context;
    this.shards = shards;
    this.sampler = sampler;
    this.settings = GradientSettings.of(network, gemm, sampler, seed, health);
    this.parameters = ParameterLayout.of(network).size();
    this.locate =
        new ShardJob(context, shards, TreeReduction.of(shards.tasks(), context.isLocal()));
    this.retries = Retries.of(context);
    this.slotsAtFirst = ClusterSlots.now(context);
    context.sc().addSparkListener(watch);
    var unused =
        timer.scheduleWithFixedDelay(
            this::reassure, REASSURE_SECONDS, REASSURE_SECONDS, TimeUnit.SECONDS);
  }

  private static ScheduledExecutorService daemon() {
    return Executors.newSingleThreadScheduledExecutor(
        work -> {
          Thread thread = new Thread(work, "tributary-resident");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * @throws ClusterException if no stage could answer; asked again, it computes the same step anew
   * @throws IllegalArgumentException if the epoch has no such step
   */
  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer stepTimer) {
    String what = step.describe();
    int examples = sampler.rowsOfStep(step.inEpoch());
    GradientSum sum = retries.run(what, () -> answerOrPause(step, weights, stepTimer));
    return SparkGradientSource.complete(what, sum, examples);
  }

  private @Nullable GradientSum answerOrPause(StepId step, float[] weights, StepTimer stepTimer)
      throws StageLostException {
    boolean answered = false;
    try {
      GradientSum sum = answer(step, weights, stepTimer);
      answered = true;
      return sum;
    } finally {
      if (!answered) {
        pause();
      }
    }
  }

  private @Nullable GradientSum answer(StepId step, float[] weights, StepTimer stepTimer)
      throws StageLostException {
    long begin = System.nanoTime();
    ResidentStage current = currentStage();
    current.request(++requests, step, weights);
    long sent = System.nanoTime();
    await(current);
    long arrived = System.nanoTime();
    TaskTimes times = TaskTimes.NONE;
    List<Node<GradientSum>> nodes = new ArrayList<>();
    for (PartialSums<GradientSum> part : current.sums()) {
      times = times.and(part.times());
      nodes.addAll(part.nodes());
    }
    GradientSum sum = ShardTree.root(nodes, shards.count(), GradientSum::addByAllCores);
    stragglers.saw(times);
    times.account(stepTimer, sent - begin, arrived - sent, System.nanoTime() - arrived);
    return sum;
  }

  private ResidentStage currentStage() {
    ResidentStage current = stage;
    if (current != null && outdated(current)) {
      pause();
      current = null;
    }
    if (current == null) {
      int dealt = tasksNow();
      if (tasks != 0 && dealt != tasks) {
        LOG.info("resident tasks: the shards are dealt to {} tasks, until now {}", dealt, tasks);
      }
      tasks = dealt;
      current = new ResidentStage(context, shards, settings, name, ++stages, dealt, parameters);
      stage = current;
    }
    return current;
  }

  private boolean outdated(ResidentStage current) {
    if (watch.changed() && tasksNow() != current.tasks()) {
      return true;
    }
    return watch.othersWaitSince(current.began()) && ClusterSlots.now(context) <= current.tasks();
  }

  /** As many as the shards were prepared for, fewer on fewer slots, more if slots were added. */
  private int tasksNow() {
    int now = ClusterSlots.now(context);
    int slots = now > 0 ? now : ClusterSlots.await(context);
    return Math.min(slots, slots > slotsAtFirst ? shards.count() : shards.tasks());
  }

  private void await(ResidentStage current) throws StageLostException {
    SlotPatience patience = new SlotPatience(context, watch);
    try {
      while (!current.await(LOOK_NANOS)) {
        Throwable failure = current.failure();
        if (failure != null) {
          throw StageLostException.of(failure);
        }
        patience.look(current);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw StageLostException.of(e);
    }
  }

  /**
   * A Spark job, in which the rows at fault are computed one by one.
   *
   * @throws ClusterException if the job fails
   */
  @Override
  public Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
    pause();
    String what = step.describe() + ": looking for the first value that is not finite";
    return Optional.ofNullable(
        locate.run(
            what, weights, new LocateWork(PackedSettings.of(settings), step), new StepTimer()));
  }

  /** Ends the stage; its slots are free when this returns, or soon where it had to be cancelled. */
  @Override
  public void pause() {
    ResidentStage current = stage;
    stage = null;
    if (current != null) {
      current.close();
    }
  }

  /** Leaves the {@link Shards} alone: they belong to whoever made them. */
  @Override
  public void close() {
    try {
      pause();
    } finally {
      timer.shutdownNow();
      stopWatching();
    }
  }

  /** An interrupt in the middle of this would end the bus for the whole session. */
  private void stopWatching() {
    boolean interrupted = Thread.interrupted();
    try {
      context.sc().removeSparkListener(watch);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void failed(long attempt) {
    ResidentStage current = stage;
    if (current != null) {
      current.failed(attempt);
    }
  }

  private void lost(String executor) {
    ResidentStage current = stage;
    if (current != null) {
      current.lost(executor);
    }
  }

  private void reassure() {
    ResidentStage current = stage;
    if (current != null) {
      try {
        current.reassure();
      } catch (RuntimeException e) {
        // The next time must come all the same.
        LOG.debug("resident tasks: not all could be told to wait", e);
      }
    }
  }
}

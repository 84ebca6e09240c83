package tributary.spark;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
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
import tributary.train.StepId;
import tributary.train.StepTimer;

/**
 * Resident tasks or a Spark job per step, as {@link Execution} asks and as this Spark allows; the
 * bits are the same.
 *
 * <p>Under {@link Execution#AUTO} the first steps are run both ways by turns, and the faster way is
 * kept. Where this Spark's private interfaces are not the known ones, and under {@code AUTO} when
 * resident tasks fail, a job per step takes over. Each choice is one line of the log. While several
 * trainings of this JVM run side by side, those under {@code AUTO} run jobs, which share the slots
 * step by step.
 *
 * <p>Belongs to one thread. The gradient array of a result is written anew by the next question.
 */
public final class AdaptiveGradientSource implements GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(AdaptiveGradientSource.class);

  /** The driver takes one vector a task, and its heap holds more than those. */
  private static final int HEAP_SHARE = 8;

  /** How many trainings of this JVM, which has one Spark application, are under way. */
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final GradientSource jobs;
  private final Supplier<GradientSource> makeResident;
  private final ExecutionTrial trial = new ExecutionTrial();
  private final boolean auto;
  private final boolean wanted;
  private boolean open;
  private @Nullable GradientSource resident;
  private @Nullable Execution chosen;
  private String words;

  /**
   * @param seed of the dropout masks
   * @param gemm which matrix product the executors use, as {@code Gemms.named} knows it
   * @param health when to look at what the units do
   * @throws IllegalArgumentException if the sampler is not for these shards
   */
  public AdaptiveGradientSource(
      Execution execution,
      JavaSparkContext context,
      Shards shards,
      NetworkSpec network,
      BatchSampler sampler,
      long seed,
      String gemm,
      HealthConfig health) {
    this(
        execution,
        new SparkGradientSource(context, shards, network, sampler, seed, gemm, health),
        () -> new ResidentGradientSource(context, shards, network, sampler, seed, gemm, health));
    open = true;
    OPEN.incrementAndGet();
    long vectors = (long) shards.tasks() * ParameterLayout.of(network).size() * Float.BYTES;
    if (chosen == null && vectors > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
      choose(
          Execution.JOB,
          "a Spark job per step, since the driver would hold "
              + vectors / (1 << 20)
              + " MiB of the tasks' gradients");
    }
  }

  AdaptiveGradientSource(
      Execution execution, GradientSource jobs, Supplier<GradientSource> makeResident) {
    this.jobs = jobs;
    this.makeResident = makeResident;
    this.auto = execution == Execution.AUTO;
    this.wanted = execution == Execution.RESIDENT;
    this.chosen = execution == Execution.AUTO ? null : execution;
    this.words = wanted ? "resident tasks, as asked for" : "a Spark job per step, as asked for";
    if (execution == Execution.AUTO) {
      words = "not chosen yet, the run was too short to compare";
    }
  }

  /** How the next steps are run, and why; on a line. */
  public String describe() {
    return words;
  }

  /** How the next step will be run: never {@code AUTO}. */
  public Execution execution() {
    return chosen == null ? trial.next() : chosen;
  }

  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
    if (auto && OPEN.get() > 1) {
      pause();
      if (chosen == null) {
        words = "a Spark job per step while other trainings ran beside it";
      }
      return jobs.gradient(step, weights, timer);
    }
    long begin = System.nanoTime();
    GradientSum sum =
        execution() == Execution.RESIDENT
            ? residentOrJob(step, weights, timer)
            : jobs.gradient(step, weights, timer);
    if (chosen == null) {
      compare(System.nanoTime() - begin);
    }
    return sum;
  }

  private void compare(long nanos) {
    Execution before = trial.next();
    trial.took(nanos);
    if (trial.done()) {
      choose(trial.next(), trial.words());
    }
    if (before == Execution.RESIDENT && trial.next() == Execution.JOB) {
      pause();
    }
  }

  private GradientSum residentOrJob(StepId step, float[] weights, StepTimer timer) {
    try {
      return resident().gradient(step, weights, timer);
    } catch (LinkageError e) {
      fallBack("this Spark's RPC is not the one known here (" + e + ")");
    } catch (ClusterException e) {
      boolean cancelled = e.getCause() instanceof StageLostException lost && lost.cancelled();
      if (wanted || cancelled || Thread.currentThread().isInterrupted()) {
        throw e;
      }
      fallBack("resident tasks failed (" + e.getMessage() + ")");
    }
    return jobs.gradient(step, weights, timer);
  }

  private GradientSource resident() {
    if (resident == null) {
      resident = makeResident.get();
    }
    return resident;
  }

  private void fallBack(String why) {
    pause();
    chosen = Execution.JOB;
    words = "a Spark job per step, because " + why;
    LOG.warn("execution: {}", words);
  }

  private void choose(Execution execution, String why) {
    chosen = execution;
    words = why;
    LOG.info("execution: {}", why);
  }

  @Override
  public Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
    pause();
    return jobs.firstNonFinite(step, weights);
  }

  @Override
  public void pause() {
    if (resident != null) {
      resident.pause();
    }
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      OPEN.decrementAndGet();
    }
    try (jobs) {
      if (resident != null) {
        resident.close();
      }
    }
  }
}

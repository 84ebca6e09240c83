package tributary.spark;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.NonFiniteOrigin;
import tributary.train.StepId;
import tributary.train.StepTimer;

/**
 * The gradient of a step as one Spark job: weights broadcast, one task per range of shards, sums
 * back along the fixed tree, broadcast destroyed.
 *
 * <p>The bits depend on the table, the seed, the batch size and the number of shards, never on the
 * cluster. Closing leaves the {@link Shards} alone: they belong to whoever made them.
 */
public final class SparkGradientSource implements GradientSource {
  private final ShardJob job;
  private final BatchSampler sampler;
  private final PackedSettings settings;

  /**
   * @param seed of the dropout masks
   * @param gemm which matrix product the executors use, as {@code Gemms.named} knows it
   * @param health when to look at what the units do
   * @throws IllegalArgumentException if the sampler is not for these shards
   */
  public SparkGradientSource(
      JavaSparkContext context,
      Shards shards,
      NetworkSpec network,
      BatchSampler sampler,
      long seed,
      String gemm,
      HealthConfig health) {
    this(
        shards,
        sampler,
        GradientSettings.of(network, gemm, sampler, seed, health),
        new ShardJob(context, shards, TreeReduction.of(shards.tasks(), context.isLocal())));
  }

  SparkGradientSource(
      Shards shards, BatchSampler sampler, GradientSettings settings, ShardJob job) {
    shards.requireSampler(sampler);
    this.job = job;
    this.sampler = sampler;
    this.settings = PackedSettings.of(settings);
  }

  /**
   * @throws ClusterException if the job fails; asked again, it computes the same step anew
   * @throws IllegalArgumentException if the epoch has no such step
   */
  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
    String what = step.describe();
    int examples = sampler.rowsOfStep(step.inEpoch());
    GradientSum sum = job.run(what, weights, new GradientWork(settings, step), timer);
    return complete(what, sum, examples);
  }

  /** The sum, if it is one over so many examples. */
  static GradientSum complete(String what, @Nullable GradientSum sum, int examples) {
    if (sum == null || sum.examples() != examples) {
      throw new IllegalStateException(
          what
              + ": the shards gave the sums of "
              + (sum == null ? 0 : sum.examples())
              + " examples, expected "
              + examples);
    }
    return sum;
  }

  /**
   * One more Spark job, in which the rows at fault are computed one by one.
   *
   * @throws ClusterException if the job fails
   */
  @Override
  public Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
    String what = step.describe() + ": looking for the first value that is not finite";
    return Optional.ofNullable(
        job.run(what, weights, new LocateWork(settings, step), new StepTimer()));
  }

  @Override
  public void close() {}
}

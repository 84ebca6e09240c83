package tributary.spark;

import org.apache.spark.api.java.JavaSparkContext;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
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
  private final GradientSettings settings;

  /**
   * @param seed of the dropout masks
   * @param gemm which matrix product the executors use, as {@code Gemms.named} knows it
   * @throws IllegalArgumentException if the sampler is not for these shards
   */
  public SparkGradientSource(
      JavaSparkContext context,
      Shards shards,
      NetworkSpec network,
      BatchSampler sampler,
      long seed,
      String gemm) {
    this(
        shards,
        sampler,
        GradientSettings.of(network, gemm, sampler, seed),
        new ShardJob(context, shards, TreeReduction.of(shards.tasks(), context.isLocal())));
  }

  SparkGradientSource(
      Shards shards, BatchSampler sampler, GradientSettings settings, ShardJob job) {
    if (sampler.rows() != shards.rows() || sampler.shards() != shards.count()) {
      throw new IllegalArgumentException(
          "gradient source: the sampler is for "
              + sampler.rows()
              + " rows in "
              + sampler.shards()
              + " shards, but there are "
              + shards.rows()
              + " rows in "
              + shards.count()
              + "; make both from the same table and number of shards");
    }
    this.job = job;
    this.sampler = sampler;
    this.settings = settings;
  }

  /**
   * @throws ClusterException if the job fails; asked again, it computes the same step anew
   * @throws IllegalArgumentException if the epoch has no such step
   */
  @Override
  public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
    String what = "step " + step.number() + ", epoch " + step.epoch();
    int examples = sampler.rowsOfStep(step.inEpoch());
    GradientSum sum = job.run(what, weights, new GradientWork(settings, step), timer);
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

  @Override
  public void close() {}
}

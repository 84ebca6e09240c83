package tributary.spark;

import org.apache.spark.api.java.JavaSparkContext;
import tributary.nn.NetworkSpec;
import tributary.train.EvaluationSum;
import tributary.train.Evaluator;
import tributary.train.StepTimer;

/**
 * Measures weights on all rows of cached shards, as one Spark job; the same bits for the same table
 * and number of shards.
 */
public final class SparkEvaluator implements Evaluator {
  private final ShardJob job;
  private final EvaluationWork work;

  /**
   * @param gemm which matrix product the executors use, as {@code Gemms.named} knows it
   */
  public SparkEvaluator(JavaSparkContext context, Shards shards, NetworkSpec network, String gemm) {
    this.job = new ShardJob(context, shards, TreeReduction.of(shards.tasks(), context.isLocal()));
    this.work = new EvaluationWork(network, gemm);
  }

  /**
   * @throws ClusterException if the job fails
   */
  @Override
  public EvaluationSum evaluate(float[] weights) {
    EvaluationSum sum = job.run("evaluation", weights, work, new StepTimer());
    if (sum == null) {
      // A table has at least one row, and an evaluation leaves none out.
      throw new IllegalStateException("evaluation: no shard gave a sum");
    }
    return sum;
  }
}

package tributary.jobs.bench;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import tributary.data.BatchSampler;
import tributary.nn.NetworkSpec;
import tributary.spark.ResidentGradientSource;
import tributary.spark.Shards;
import tributary.spark.SparkGradientSource;
import tributary.train.GradientSource;
import tributary.train.HealthConfig;

/** A way to run a step on Spark. */
record StepWay(String words, Maker maker) {
  static final StepWay JOB = new StepWay("a job per step", SparkGradientSource::new);

  static final StepWay RESIDENT = new StepWay("resident tasks", ResidentGradientSource::new);

  /** All there are. */
  static final List<StepWay> ALL = List.of(JOB, RESIDENT);

  /** As the sources' constructors have it. */
  interface Maker {
    GradientSource make(
        JavaSparkContext context,
        Shards shards,
        NetworkSpec network,
        BatchSampler sampler,
        long seed,
        String gemm,
        HealthConfig health);
  }

  GradientSource open(
      JavaSparkContext context,
      Shards shards,
      BenchNetwork network,
      BatchSampler sampler,
      String gemm) {
    return maker.make(
        context, shards, network.spec(), sampler, sampler.seed(), gemm, HealthConfig.OFF);
  }
}

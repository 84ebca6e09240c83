package tributary.spark;

import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaSparkContext;
import tributary.data.BatchSampler;
import tributary.io.WeightsHash;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.StepId;
import tributary.train.StepTimer;

/**
 * Plain descent for some steps, to be disturbed: what comes out is the hash of the weights, and
 * that of {@link #undisturbed} is the one to have.
 */
record SmallTraining(Rows table, NetworkSpec network, int shards, int batchSize, int steps) {
  private static final long SEED = 77;

  /** A small network with dropout, a small table of its own for each number of shards. */
  static SmallTraining of(int shards, int steps) {
    return new SmallTraining(Rows.random(shards, 700, 5, 2, true), network(9), shards, 100, steps);
  }

  static NetworkSpec network(int hidden) {
    return new NetworkSpec(
        5,
        List.of(
            new DenseSpec(hidden, Activation.TANH),
            new DropoutSpec(0.2),
            new DenseSpec(2, Activation.IDENTITY)),
        new LossSpec.SquaredError(2));
  }

  BatchSampler sampler() {
    return new BatchSampler(SEED, table.rows(), shards, batchSize);
  }

  GradientSource source(Execution execution, JavaSparkContext context, Shards cut) {
    return new AdaptiveGradientSource(
        execution, context, cut, network, sampler(), SEED, "auto", HealthConfig.OFF);
  }

  GradientSettings settings() {
    return GradientSettings.of(network, "auto", sampler(), SEED, HealthConfig.OFF);
  }

  float[] initialWeights() {
    return Network.of(network).initialWeights(3);
  }

  StepId step(int number) {
    int perEpoch = (int) sampler().stepsPerEpoch();
    return new StepId(number, number / perEpoch, number % perEpoch);
  }

  /** Of one step at the initial weights, in this thread. */
  GradientSum localGradient(int number) {
    try (GradientSource local = local()) {
      return local.gradient(step(number), initialWeights(), new StepTimer());
    }
  }

  private GradientSource local() {
    return new LocalGradientSource(
        Network.of(network), table.localShards(shards), sampler(), SEED, HealthConfig.OFF);
  }

  /** In this thread, without Spark. */
  String undisturbed() {
    try (GradientSource local = local()) {
      return run(local, step -> {});
    }
  }

  String run(Execution execution, JavaSparkContext context, Shards cut, IntConsumer beforeStep) {
    try (GradientSource source = source(execution, context, cut)) {
      return run(source, beforeStep);
    }
  }

  String run(GradientSource source, IntConsumer beforeStep) {
    float[] weights = initialWeights();
    for (int i = 0; i < steps; i++) {
      beforeStep.accept(i);
      GradientSum sum = source.gradient(step(i), weights, new StepTimer());
      float[] gradient = sum.gradient();
      float rate = (float) (0.1 / sum.weight());
      for (int w = 0; w < weights.length; w++) {
        weights[w] -= rate * gradient[w];
      }
    }
    return WeightsHash.sha256(weights);
  }
}

package tributary.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.HealthConfig;
import tributary.train.HealthPlan;
import tributary.train.LocalGradientSource;
import tributary.train.StepTimer;
import tributary.train.TrainingConfig;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;
import tributary.train.TrainingResult;

/**
 * What watching the health costs: an epoch of whole steps in one thread, without Spark, whose own
 * share would only hide it. Compare {@code everySteps} 0 (off) with 20 (the default) and 1.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 8, time = 3)
@Fork(3)
public class HealthBenchmark {
  private static final int ROWS = 40 * 512;
  private static final int INPUTS = 784;

  @Param({"0", "20", "1"})
  private long everySteps;

  private Network network;
  private TrainingParts parts;
  private float[] weights;

  /** 784-256-128-10 with ReLU, batches of 512 over two shards: 40 steps an epoch. */
  @Setup
  public void setUp() {
    network =
        Network.of(
            new NetworkSpec(
                INPUTS,
                List.of(
                    new DenseSpec(256, Activation.RELU),
                    new DenseSpec(128, Activation.RELU),
                    new DenseSpec(10, Activation.IDENTITY)),
                new LossSpec.SoftmaxCrossEntropy(10)));
    BatchSampler sampler = new BatchSampler(1, ROWS, 2, 512);
    LocalGradientSource source =
        new LocalGradientSource(
            network, List.of(shard(0), shard(1)), sampler, 1, new HealthConfig(everySteps));
    parts =
        TrainingParts.of(
            TrainingConfig.ofEpochs(1),
            sampler,
            source,
            Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.01)).withClipNorm(1), 0.9, false));
    if (everySteps > 0) {
      parts = parts.withHealth(HealthPlan.of(network, 0));
    }
    weights = network.initialWeights(1);
  }

  private static Shard shard(int index) {
    RandomStream random = new RandomStream(index);
    int rows = ROWS / 2;
    float[] x = new float[rows * INPUTS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    float[] y = new float[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = random.nextInt(10);
    }
    return new Shard(index, 2, rows, INPUTS, 1, x, y, null);
  }

  /** One epoch of 40 steps from the same weights. */
  @Benchmark
  public TrainingResult epoch() {
    return new TrainingLoop(parts, new StepTimer()).run(weights);
  }
}

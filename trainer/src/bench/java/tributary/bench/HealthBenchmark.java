package tributary.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
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

/**
 * What watching the health costs: epochs of whole steps in one thread, without Spark, whose own
 * share would only hide it. Each operation is a pair, one epoch with and one without, in an order
 * that changes, so that whatever else the machine does meets both alike; at the end of each fork the
 * median of the pairs' ratios is printed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 15)
@Measurement(iterations = 60)
@Fork(3)
public class HealthBenchmark {
  private static final int ROWS = 106 * 512;
  private static final int INPUTS = 784;

  /** 20 is the default; 0 compares a run without health with another one, to see the noise. */
  @Param({"20", "0", "1"})
  private long everySteps;

  private Network network;
  private TrainingParts watched;
  private TrainingParts off;
  private float[] weights;
  private final List<Double> ratios = new ArrayList<>();
  private boolean watchedFirst;
  private boolean measuring;

  /** 784-256-128-10 with ReLU, batches of 512 over two shards: 106 steps an epoch, as Fashion-MNIST has. */
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
    List<Shard> shards = List.of(shard(0), shard(1));
    watched = parts(shards, everySteps);
    off = parts(shards, 0);
    weights = network.initialWeights(1);
  }

  @Setup(Level.Iteration)
  public void iteration(IterationParams params) {
    measuring = params.getType() == IterationType.MEASUREMENT;
  }

  /** With all that a run has by default: alarms, and histograms once an epoch. */
  private TrainingParts parts(List<Shard> shards, long every) {
    BatchSampler sampler = new BatchSampler(1, ROWS, 2, 512);
    LocalGradientSource source =
        new LocalGradientSource(network, shards, sampler, 1, new HealthConfig(every));
    TrainingParts parts =
        TrainingParts.of(
            TrainingConfig.ofEpochs(1),
            sampler,
            source,
            Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.01)).withClipNorm(1), 0.9, false));
    HealthPlan plan = HealthPlan.of(network, 0).withHistogramsEvery(sampler.stepsPerEpoch());
    return every > 0 ? parts.withHealth(plan) : parts;
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

  /** Two epochs from the same weights. */
  @Benchmark
  public double pair() {
    watchedFirst = !watchedFirst;
    double first = nanos(watchedFirst ? watched : off);
    double second = nanos(watchedFirst ? off : watched);
    double ratio = watchedFirst ? first / second : second / first;
    if (measuring) {
      ratios.add(ratio);
    }
    return ratio;
  }

  private double nanos(TrainingParts parts) {
    long begin = System.nanoTime();
    new TrainingLoop(parts, new StepTimer()).run(weights);
    return System.nanoTime() - begin;
  }

  @TearDown
  public void tell() {
    Collections.sort(ratios);
    int n = ratios.size();
    System.out.printf(
        "%nhealth every %d steps over off: median %.4f of %d pairs, quartiles %.4f and %.4f%n",
        everySteps, ratios.get(n / 2), n, ratios.get(n / 4), ratios.get(3 * n / 4));
  }
}

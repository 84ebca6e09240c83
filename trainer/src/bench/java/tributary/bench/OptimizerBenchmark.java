package tributary.bench;

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
import tributary.optim.Optimizer;
import tributary.optim.OptimizerState;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.optim.UpdateReport;

/**
 * The driver's step for three sizes of network, on all cores; {@code -jvmArgsAppend
 * -XX:ActiveProcessorCount=1} is one. Each call steps on a fresh copy of the gradient, which {@code
 * copy} measures alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OptimizerBenchmark {
  @Param({"36000", "235146", "2350000"})
  private int weights;

  @Param({"sgd", "momentum", "clip+momentum", "adamW"})
  private String recipe;

  private Optimizer optimizer;
  private OptimizerState state;
  private float[] values;
  private float[] drawn;
  private float[] gradient;

  @Setup
  public void setUp() {
    RecipeConfig config = RecipeConfig.of(Schedules.constant(1e-6));
    optimizer =
        switch (recipe) {
          case "sgd" -> Optimizers.sgd(config);
          case "momentum" -> Optimizers.sgd(config, 0.9, false);
          case "clip+momentum" -> Optimizers.sgd(config.withClipNorm(1), 0.9, false);
          case "adamW" -> Optimizers.adamW(config.withClipNorm(1).withWeightDecay(0.01));
          default -> throw new IllegalArgumentException("no recipe " + recipe);
        };
    state = optimizer.newState(weights);
    values = new float[weights];
    drawn = Networks.normal(weights);
    gradient = new float[weights];
  }

  @Benchmark
  public float[] copy() {
    System.arraycopy(drawn, 0, gradient, 0, weights);
    return gradient;
  }

  @Benchmark
  public UpdateReport step() {
    copy();
    return optimizer.step(values, gradient, state);
  }
}

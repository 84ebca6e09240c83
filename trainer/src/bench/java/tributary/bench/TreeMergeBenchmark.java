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
import tributary.train.GradientSum;
import tributary.train.ShardTree;

/** Adding the shards' gradients up to the root, shards − 1 additions; the arrays are reused. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TreeMergeBenchmark {
  @Param({"36000", "235146", "2350000"})
  private int weights;

  @Param({"2", "8"})
  private int shards;

  private float[][] gradients;

  /** Zeros, so that reusing the sums does not make them grow. */
  @Setup
  public void setUp() {
    gradients = new float[shards][weights];
  }

  @Benchmark
  public GradientSum merge() {
    ShardTree.Builder<GradientSum> tree = ShardTree.over(0, shards, GradientSum::add);
    for (float[] gradient : gradients) {
      tree.accept(new GradientSum(gradient, 1, 1, 1));
    }
    return ShardTree.root(tree.nodes(), shards, GradientSum::add);
  }
}

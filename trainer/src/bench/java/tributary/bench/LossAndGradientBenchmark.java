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
import tributary.data.Batch;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.Workspace;

/** A step's arithmetic in one thread, with and without gathering its rows. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LossAndGradientBenchmark {
  private static final int ROWS = 16_384;

  @Param({Networks.TABLE, Networks.SMALL, Networks.LARGE})
  private String network;

  @Param({"64", "256", "512", "1024", "4096"})
  private int batchSize;

  private Network net;
  private Shard shard;
  private int[] order;
  private int next;
  private final Batch batch = new Batch();
  private Workspace workspace;
  private float[] weights;
  private float[] gradient;

  @Setup
  public void setUp() {
    NetworkSpec spec = Networks.spec(network);
    net = Network.of(spec);
    shard = Networks.shard(spec, ROWS);
    order = shuffled(ROWS);
    batch.gather(shard, order, 0, batchSize);
    workspace = net.workspace();
    weights = net.initialWeights(1);
    gradient = new float[weights.length];
  }

  private static int[] shuffled(int n) {
    RandomStream random = new RandomStream(3);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  @Benchmark
  public double lossAndGradient() {
    return net.lossAndNewGradient(weights, batch, 1, workspace, gradient, null);
  }

  @Benchmark
  public Batch gather() {
    if (next + batchSize > ROWS) {
      next = 0;
    }
    batch.gather(shard, order, next, next + batchSize);
    next += batchSize;
    return batch;
  }

  @Benchmark
  public double gatherLossAndGradient() {
    gather();
    return lossAndGradient();
  }
}

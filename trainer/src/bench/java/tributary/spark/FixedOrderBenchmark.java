package tributary.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tributary.data.RowBlock;
import tributary.data.Shard;
import tributary.train.GradientSum;
import tributary.train.StepTimer;

/**
 * What it costs to add the shards' gradients in a fixed order: our job of a step, with the level
 * between that a cluster gets, against Spark's {@code treeAggregate} of depth 2, which adds in order
 * of arrival. Eight tasks of one shard; the two take turns, and the ratio is told at the end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 40)
@Measurement(iterations = 100)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx3g",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
      "--add-opens=java.base/java.util=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
    })
public class FixedOrderBenchmark {
  private static final int TASKS = 8;
  private static final int ROWS = 64;
  private static final int SETTLING = 40;

  @Param({"36000", "235146", "2350000"})
  public int weights;

  private final List<Double> fixed = new ArrayList<>();
  private final List<Double> spark = new ArrayList<>();
  private JavaSparkContext context;
  private Shards shards;
  private float[] vector;

  @Setup
  public void setUp() {
    context =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("fixed order")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
    RowBlock block = new RowBlock(0, ROWS, new float[ROWS], new float[ROWS], null);
    shards =
        Shards.of(
            context.parallelize(List.of(block), 1),
            ROWS,
            1,
            1,
            TASKS,
            TASKS,
            org.apache.spark.storage.StorageLevel.MEMORY_ONLY());
    vector = new float[weights];
  }

  @Benchmark
  public void both() {
    fixed.add(seconds(this::fixedOrder));
    spark.add(seconds(this::treeAggregate));
  }

  private static double seconds(Runnable work) {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private void fixedOrder() {
    new ShardJob(context, shards, TreeReduction.of(TASKS, false))
        .run("fixed order", vector, new Filled(weights), new StepTimer());
  }

  private void treeAggregate() {
    int n = weights;
    try (WeightBroadcast broadcast = new WeightBroadcast(context, vector)) {
      var handle = broadcast.handle();
      shards
          .rdd()
          .treeAggregate(
              new float[0],
              (sum, shard) -> added(sum, gradient(shard, n, handle.value().values())),
              FixedOrderBenchmark::added,
              2);
    }
  }

  private static float[] gradient(Shard shard, int n, float[] values) {
    float[] gradient = new float[n];
    Arrays.fill(gradient, shard.index() + values[0]);
    return gradient;
  }

  private static float[] added(float[] left, float[] right) {
    if (left.length == 0 || right.length == 0) {
      return left.length == 0 ? right : left;
    }
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }

  @TearDown
  public void tell() {
    double ours = median(fixed);
    double theirs = median(spark);
    System.out.printf(
        Locale.ROOT,
        "%,d weights, %d tasks: fixed order %.1f ms, treeAggregate %.1f ms, ratio %.2f%n",
        weights,
        TASKS,
        1e3 * ours,
        1e3 * theirs,
        ours / theirs);
    shards.close();
    context.close();
  }

  private static double median(List<Double> all) {
    List<Double> settled = new ArrayList<>(all.subList(Math.min(SETTLING, all.size() / 2), all.size()));
    Collections.sort(settled);
    return settled.get(settled.size() / 2);
  }

  /** A gradient without arithmetic. */
  private record Filled(int weights) implements ShardWork<GradientSum> {
    @Override
    public Function<Shard, GradientSum> begin(float[] values) {
      return shard -> new GradientSum(gradient(shard, weights, values), 1, 1, 1);
    }

    @Override
    public GradientSum add(GradientSum left, GradientSum right) {
      return left.add(right);
    }
  }
}

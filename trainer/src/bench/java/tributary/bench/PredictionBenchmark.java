package tributary.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
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
import tributary.data.TableEncoding;
import tributary.ml.BatchPredictor;
import tributary.ml.HeldOut;
import tributary.ml.PreparedTable;
import tributary.ml.TablePreparation;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/**
 * What predicting a whole table costs, beside the floor: Spark reading the same rows and dropping
 * them. Diamonds go through three layers of 128 units, pictures through 256 and 128. Every
 * operation does both; medians are printed at the end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 5)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xmx4g",
      "--add-opens=java.base/java.lang=ALL-UNNAMED",
      "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-opens=java.base/java.util=ALL-UNNAMED",
      "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
      "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED"
    })
public class PredictionBenchmark {
  /** Which table. */
  @Param({"CSV", "PARQUET", "IDX"})
  private BenchTable table;

  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> processor = new ArrayList<>();
  private final List<Double> floor = new ArrayList<>();
  private final List<Double> floorProcessor = new ArrayList<>();
  private SparkSession spark;
  private Dataset<Row> raw;
  private TableEncoding encoding;
  private NetworkSpec network;
  private float[] weights;
  private boolean measuring;
  private long rows;
  private long peak;

  @Setup
  public void setUp() throws IOException {
    spark = BenchTable.session();
    Path folder = Files.createDirectories(Path.of("target", "bench-tables"));
    raw = table.source(spark, folder).read(spark);
    try (PreparedTable prepared =
        new TablePreparation(table.roles(), 1, StorageLevel.MEMORY_AND_DISK())
            .prepare(raw, HeldOut.none(), HeldOut.none())) {
      encoding = prepared.encoding();
    }
    network = table == BenchTable.IDX ? pictures() : diamonds();
    weights = Network.of(network).initialWeights(1);
  }

  private NetworkSpec pictures() {
    return new NetworkSpec(
        encoding.inputs(),
        List.of(
            new DenseSpec(256, Activation.RELU),
            new DenseSpec(128, Activation.RELU),
            new DenseSpec(10, Activation.IDENTITY)),
        new LossSpec.SoftmaxCrossEntropy(10));
  }

  private NetworkSpec diamonds() {
    return new NetworkSpec(
        encoding.inputs(),
        List.of(
            new DenseSpec(128, Activation.RELU),
            new DenseSpec(128, Activation.RELU),
            new DenseSpec(128, Activation.RELU),
            new DenseSpec(1, Activation.IDENTITY)),
        new LossSpec.SquaredError(1));
  }

  @Setup(Level.Iteration)
  public void iteration(IterationParams params) {
    measuring = params.getType() == IterationType.MEASUREMENT;
  }

  /** Reads the table, then predicts it. */
  @Benchmark
  public long predict() {
    run(() -> BenchTable.drain(raw), floor, floorProcessor);
    BenchTable.forgetPeak();
    run(
        () ->
            rows =
                BatchPredictor.predict(raw, encoding, network, weights)
                    .write(BenchTable::drain)
                    .rows(),
        seconds,
        processor);
    peak = Math.max(peak, BenchTable.peakMebibytes());
    return rows;
  }

  private void run(Runnable work, List<Double> wall, List<Double> cpu) {
    long processorBefore = BenchTable.processorNanos();
    long begin = System.nanoTime();
    work.run();
    if (measuring) {
      wall.add((System.nanoTime() - begin) / 1e9);
      cpu.add((BenchTable.processorNanos() - processorBefore) / 1e9);
    }
  }

  @TearDown
  public void tell() {
    double wall = BenchTable.median(seconds);
    double cpu = BenchTable.median(processor);
    System.out.printf(
        "%n%s: %d rows, %.0f rows/s, %.2f µs of processor a row; over reading alone %.2f (wall),"
            + " %.2f (processor); peak heap %d MiB%n",
        table,
        rows,
        rows / wall,
        cpu / rows * 1e6,
        wall / BenchTable.median(floor),
        cpu / BenchTable.median(floorProcessor),
        peak);
    spark.stop();
  }
}

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
import tributary.ml.HeldOut;
import tributary.ml.PreparedTable;
import tributary.ml.TablePreparation;
import tributary.spark.Shards;

/**
 * What it costs to turn raw rows into cached shards, beside the floor: Spark reading the same rows
 * and dropping them. Every operation does both; the schema is found beforehand. At the end medians
 * are printed: rows a second, processor time a row, their ratio to the floor's, cached bytes, and
 * the peak of the heap.
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
public class PreparationBenchmark {
  private static final StorageLevel LEVEL = StorageLevel.MEMORY_AND_DISK();

  /** Which table. */
  @Param({"CSV", "PARQUET", "IDX"})
  private BenchTable table;

  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> processor = new ArrayList<>();
  private final List<Double> floor = new ArrayList<>();
  private final List<Double> floorProcessor = new ArrayList<>();
  private SparkSession spark;
  private Dataset<Row> raw;
  private boolean measuring;
  private long rows;
  private long bytes;
  private int width;
  private long peak;

  @Setup
  public void setUp() throws IOException {
    spark = BenchTable.session();
    Path folder = Files.createDirectories(Path.of("target", "bench-tables"));
    raw = table.source(spark, folder).read(spark);
  }

  @Setup(Level.Iteration)
  public void iteration(IterationParams params) {
    measuring = params.getType() == IterationType.MEASUREMENT;
  }

  /** Reads the table, then prepares it. */
  @Benchmark
  public long prepare() {
    run(() -> BenchTable.drain(raw), floor, floorProcessor);
    BenchTable.forgetPeak();
    run(this::prepareShards, seconds, processor);
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

  private void prepareShards() {
    try (PreparedTable prepared =
            new TablePreparation(table.roles(), 1, LEVEL)
                .prepare(raw, HeldOut.fraction(0.16), HeldOut.fraction(0.2));
        Shards train = shards(prepared, 0);
        Shards validation = shards(prepared, 1);
        Shards test = shards(prepared, 2)) {
      rows = train.rows() + validation.rows() + test.rows();
      width = train.inputs() + train.targets();
      bytes = 0;
      for (var info : spark.sparkContext().getRDDStorageInfo()) {
        bytes += info.name().contains("shards") ? info.memSize() : 0;
      }
    }
  }

  private static Shards shards(PreparedTable prepared, int part) {
    var table =
        List.of(prepared.train(), prepared.validation().get(), prepared.test().get()).get(part);
    return Shards.of(
        table.blocks(),
        table.rows(),
        prepared.encoding().inputs(),
        prepared.encoding().target().width(),
        2,
        2,
        LEVEL);
  }

  @TearDown
  public void tell() {
    double wall = BenchTable.median(seconds);
    double cpu = BenchTable.median(processor);
    System.out.printf(
        "%n%s: %d rows, %.0f rows/s, %.2f µs of processor a row; over reading alone %.2f (wall),"
            + " %.2f (processor); cached %.1f bytes a row, %.4f a number; peak heap %d MiB%n",
        table,
        rows,
        rows / wall,
        cpu / rows * 1e6,
        wall / BenchTable.median(floor),
        cpu / BenchTable.median(floorProcessor),
        bytes / (double) rows,
        bytes / (double) rows / width,
        peak);
    spark.stop();
  }
}

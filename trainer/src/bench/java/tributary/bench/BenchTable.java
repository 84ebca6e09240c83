package tributary.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tributary.ml.ColumnRoles;
import tributary.ml.TableSource;
import tributary.ml.Task;
import tributary.spark.TributaryKryoRegistrator;

/**
 * The tables that reading and predicting are measured on: the diamonds of {@code conf} twenty times
 * over, as CSV and as Parquet, and the pictures of Fashion-MNIST, for which {@code TRIBUTARY_DATA}
 * must be set.
 */
public enum BenchTable {
  CSV {
    @Override
    TableSource source(SparkSession spark, Path folder) {
      return new TableSource("csv", diamonds(folder).toString(), Map.of());
    }
  },
  PARQUET {
    @Override
    TableSource source(SparkSession spark, Path folder) {
      Path parquet = folder.resolve("diamonds.parquet");
      if (!Files.exists(parquet)) {
        CSV.source(spark, folder).read(spark).coalesce(8).write().parquet(parquet.toString());
      }
      return new TableSource("parquet", parquet.toString(), Map.of());
    }
  },
  IDX {
    @Override
    TableSource source(SparkSession spark, Path folder) {
      String data = System.getenv("TRIBUTARY_DATA");
      if (data == null) {
        throw new IllegalStateException(
            "TRIBUTARY_DATA is not set; it is the folder that holds fashion-mnist");
      }
      String train = data + "/fashion-mnist/train-";
      return new TableSource(
          "idx",
          train + "images-idx3-ubyte.gz",
          Map.of("labels", train + "labels-idx1-ubyte.gz"));
    }
  };

  private static final int TIMES = 20;

  /** What to read; made in the folder if it is not there yet. */
  abstract TableSource source(SparkSession spark, Path folder);

  ColumnRoles roles() {
    return this == IDX
        ? ColumnRoles.of(Task.CLASSIFICATION, "label")
        : ColumnRoles.of(Task.REGRESSION, "price");
  }

  /** Two cores of this JVM, set up as the launcher does it. */
  static SparkSession session() {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("bench")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.ui.enabled", "false")
            .set("spark.ui.showConsoleProgress", "false")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName())
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryoserializer.buffer.max", "1g");
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    return spark;
  }

  /** Computes every row and drops it. */
  static void drain(Dataset<Row> table) {
    table.write().format("noop").mode("overwrite").save();
  }

  private static Path diamonds(Path folder) {
    Path csv = folder.resolve("diamonds.csv");
    if (Files.exists(csv)) {
      return csv;
    }
    try (InputStream in =
            new GZIPInputStream(Files.newInputStream(Path.of("../conf/diamonds.csv.gz")));
        OutputStream out = Files.newOutputStream(csv)) {
      byte[] all = in.readAllBytes();
      int header = 0;
      while (all[header++] != '\n') {}
      out.write(all, 0, header);
      for (int i = 0; i < TIMES; i++) {
        out.write(all, header, all.length - header);
      }
      return csv;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Processor time of the whole JVM, which busy neighbours do not change much. */
  static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Begins to look for the heap's peak anew. */
  static void forgetPeak() {
    System.gc();
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  /** The most that the heap's pools have held since, garbage included. */
  static long peakMebibytes() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() >> 20;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}

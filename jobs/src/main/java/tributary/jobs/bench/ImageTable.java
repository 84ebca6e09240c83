package tributary.jobs.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import tributary.ml.ColumnRoles;
import tributary.ml.Scaling;
import tributary.ml.TableSource;
import tributary.ml.Task;

/**
 * Images of 28×28 grey pixels in ten classes, to train and to test on: the columns {@code pixels}
 * (binary) and {@code label}.
 */
sealed interface ImageTable {
  int PIXELS = 784;
  int CLASSES = 10;

  /** Where they come from, for people. */
  String describe();

  Dataset<Row> train(SparkSession spark);

  Dataset<Row> test(SparkSession spark);

  /** Fashion-MNIST where {@code TRIBUTARY_DATA} has it, or else made ones of the same shape. */
  static ImageTable find(Map<String, String> env, BenchPlan plan, long seed) {
    Optional<Path> folder =
        Optional.ofNullable(env.get("TRIBUTARY_DATA"))
            .map(data -> Path.of(data, "fashion-mnist"))
            .filter(
                found ->
                    Files.isReadable(found.resolve(FashionMnist.TRAIN + "-images-idx3-ubyte.gz")));
    return !plan.quick() && folder.isPresent()
        ? new FashionMnist(folder.get())
        : new MadeImages(plan.syntheticRows(), seed);
  }

  /** All pixels share one scale. */
  static ColumnRoles roles() {
    return new ColumnRoles(
        Task.CLASSIFICATION,
        List.of(),
        List.of(),
        List.of("label"),
        Optional.empty(),
        Scaling.RANGE,
        true,
        OptionalInt.of(CLASSES));
  }

  /** Xiao, Rasul, Vollgraf 2017: 60,000 images to train on and 10,000 to test on. */
  record FashionMnist(Path folder) implements ImageTable {
    private static final String TRAIN = "train";
    private static final String TEST = "t10k";

    @Override
    public String describe() {
      return "Fashion-MNIST, 60,000 rows";
    }

    @Override
    public Dataset<Row> train(SparkSession spark) {
      return read(spark, TRAIN);
    }

    @Override
    public Dataset<Row> test(SparkSession spark) {
      return read(spark, TEST);
    }

    private Dataset<Row> read(SparkSession spark, String part) {
      String labels = folder.resolve(part + "-labels-idx1-ubyte.gz").toString();
      String images = folder.resolve(part + "-images-idx3-ubyte.gz").toString();
      return new TableSource("idx", images, Map.of(TableSource.LABELS, labels)).read(spark);
    }
  }

  /** Noise around a picture for each class, every row a function of (seed, row) alone. */
  record MadeImages(int rows, long seed) implements ImageTable {
    @Override
    public String describe() {
      return String.format(
          Locale.ROOT, "synthetic images of Fashion-MNIST's shape, %,d rows, seed %d", rows, seed);
    }

    @Override
    public Dataset<Row> train(SparkSession spark) {
      return ImageMaker.rows(spark, seed, 0, rows);
    }

    @Override
    public Dataset<Row> test(SparkSession spark) {
      return ImageMaker.rows(spark, seed, rows, rows + rows / 6);
    }
  }
}

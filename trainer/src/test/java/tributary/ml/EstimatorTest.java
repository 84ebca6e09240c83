package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import tributary.data.RandomStream;
import tributary.spark.SparkTest;

/** What the tests of estimators stand on: a plain session, as users have it, and small tables. */
abstract class EstimatorTest extends SparkTest {
  static final StructType LABELLED =
      new StructType()
          .add("id", DataTypes.IntegerType, false)
          .add("features", SQLDataTypes.VectorType(), false)
          .add("label", DataTypes.DoubleType, false);

  @Override
  protected void configure(SparkConf conf) {
    javaSerialization(conf);
  }

  final SparkSession spark() {
    return SparkSession.builder().sparkContext(sc().sc()).getOrCreate();
  }

  final Dataset<Row> table(StructType schema, List<Row> rows) {
    return spark().createDataFrame(rows, schema);
  }

  /** Clouds of points in the plane, one a class, far enough apart to be told by a few epochs. */
  final Dataset<Row> clouds(long seed, int rows, int classes) {
    RandomStream random = new RandomStream(seed);
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int label = i % classes;
      double angle = 2 * Math.PI * label / classes;
      all.add(
          RowFactory.create(
              i,
              Vectors.dense(
                  3 * Math.cos(angle) + random.nextGaussian(),
                  30 + 30 * Math.sin(angle) + 10 * random.nextGaussian()),
              (double) label));
    }
    return table(LABELLED, all);
  }

  /** y = 1000 + 100·(x₀·x₁ + x₂), a little noisy. */
  final Dataset<Row> hills(long seed, int rows) {
    RandomStream random = new RandomStream(seed);
    List<Row> all =
        IntStream.range(0, rows)
            .mapToObj(
                i -> {
                  double[] x = {
                    random.nextGaussian(), random.nextGaussian(), random.nextGaussian()
                  };
                  double y = 1000 + 100 * (x[0] * x[1] + x[2]) + random.nextGaussian();
                  return RowFactory.create(i, Vectors.dense(x), y);
                })
            .toList();
    return table(LABELLED, all);
  }

  static Vector vector(Row row, String column) {
    return row.getAs(column);
  }
}

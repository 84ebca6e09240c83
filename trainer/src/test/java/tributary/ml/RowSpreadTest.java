package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** However rows lie in partitions, and however few or many of a kind there are: the same fit. */
final class RowSpreadTest extends EstimatorTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("a", DataTypes.DoubleType, false)
          .add("b", DataTypes.DoubleType, false)
          .add("y", DataTypes.DoubleType, false);

  private static List<Row> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              double a = Math.sin(i * 12.9898);
              double b = Math.cos(i * 78.233);
              return RowFactory.create(a, b, 2 * a - b + 0.1 * Math.sin(i));
            })
        .toList();
  }

  private Dataset<Row> spread(List<Row> rows, int partitions) {
    return spark().createDataFrame(sc().parallelize(rows, partitions), SCHEMA);
  }

  private static MlpRegressor regressor(int shards) {
    return new MlpRegressor("u")
        .setFeatureCols("a", "b")
        .setLabelCol("y")
        .setHiddenLayers(4)
        .setBatchSize(32)
        .setEpochs(3)
        .setMaxSteps(12)
        .setShards(shards)
        .setProgress(false);
  }

  private static void assertSame(MlpRegressor regressor, Dataset<Row> one, Dataset<Row> other) {
    MlpRegressionModel expected = regressor.fit(one);
    MlpRegressionModel found = regressor.fit(other);
    assertEquals(expected.weightsSha256(), found.weightsSha256());
    assertEquals(expected.summary().rows(), found.summary().rows());
    assertTrue(Double.isFinite(found.summary().epochs().get(0).trainLoss()));
  }

  @Test
  void d7EmptyPartitionsAndMoreShardsThanRowsChangeNoBit() {
    List<Row> few = rows(3);
    assertSame(regressor(16), spread(few, 1), spread(few, 200));
    assertSame(regressor(1), spread(few, 1), spread(few, 3));
    List<Row> many = rows(600);
    assertSame(regressor(4), spread(many, 1), spread(many, 200));
    // Whole partitions of rows that a filter drops.
    Dataset<Row> holed =
        spread(rows(40), 1).limit(0).union(spread(many, 7)).union(spread(few, 2).filter("a > 5"));
    assertSame(regressor(64), spread(many, 1), holed);
  }

  @Test
  void d10RowsCountNotPartitions() {
    List<Row> all = rows(600);
    Dataset<Row> skewed = spread(all.subList(0, 540), 1).union(spread(all.subList(540, 600), 9));
    assertSame(regressor(4), spread(all, 10), skewed);
  }

  /** Of another order are other shards and batches, so other sums: the same but for rounding. */
  @Test
  void d12RowsInAnotherOrderGiveTheSameFitButForRounding() {
    List<Row> all = rows(600);
    List<Row> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, new Random(12));
    MlpRegressor whole = regressor(4).setBatchSize(600).setEpochs(12);
    MlpRegressionModel one = whole.fit(spread(all, 2));
    MlpRegressionModel other = whole.fit(spread(shuffled, 2));
    assertNotEquals(one.weightsSha256(), other.weightsSha256());
    double loss = last(one);
    assertEquals(loss, last(other), 1e-4 * loss);
  }

  private static double last(MlpRegressionModel model) {
    List<TrainingSummary.Epoch> epochs = model.summary().epochs();
    return epochs.get(epochs.size() - 1).trainLoss();
  }

  @Test
  void d9APartitionWithoutAClassAndARareClassAreNoHindrance() {
    List<Row> sorted = clouds(9, 300, 3).orderBy("label", "id").collectAsList();
    MlpClassifier classifier =
        new MlpClassifier("u").setHiddenLayers(4).setShards(3).setMaxSteps(20).setProgress(false);
    Dataset<Row> byLabel = spark().createDataFrame(sc().parallelize(sorted, 3), LABELLED);
    MlpClassificationModel expected =
        classifier.fit(spark().createDataFrame(sc().parallelize(sorted, 1), LABELLED));
    assertEquals(expected.weightsSha256(), classifier.fit(byLabel).weightsSha256());
    // One row in a thousand.
    Dataset<Row> rare =
        clouds(9, 4000, 4).withColumn("label", functions.expr("double(id % 1000 = 7)"));
    MlpClassificationModel model = classifier.setValidationFraction(0.2).fit(rare);
    assertEquals(2, model.numClasses());
    double accuracy = model.summary().validation().orElseThrow().accuracy().orElseThrow();
    assertTrue(accuracy > 0.99, "accuracy " + accuracy);
    for (float weight : model.weights()) {
      assertTrue(Float.isFinite(weight));
    }
  }
}

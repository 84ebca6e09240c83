package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;

/** The classifier on tables small enough to see through. */
final class MlpClassifierTest extends EstimatorTest {
  private static MlpClassifier classifier() {
    return new MlpClassifier()
        .setHiddenLayers(16)
        .setEpochs(8)
        .setBatchSize(32)
        .setLearningRate(0.05)
        .setShards(2)
        .setSeed(7);
  }

  @Test
  void learnsAndAddsSparkMlsColumns() {
    Dataset<Row> rows = clouds(1, 600, 3);

    MlpClassificationModel model = classifier().fit(rows);
    Dataset<Row> scored = model.transform(rows);

    assertEquals(
        List.of("id", "features", "label", "rawPrediction", "probability", "prediction"),
        List.of(scored.columns()));
    assertEquals(SQLDataTypes.VectorType(), scored.schema().apply("probability").dataType());
    assertEquals(DataTypes.DoubleType, scored.schema().apply("prediction").dataType());
    assertEquals(model.transformSchema(rows.schema()).fieldNames().length, 6);
    List<Row> all = scored.collectAsList();
    long right = all.stream().filter(r -> r.getDouble(2) == r.getDouble(5)).count();
    assertTrue(right > 0.95 * 600, "right: " + right);
    for (Row row : all.subList(0, 20)) {
      Vector probability = vector(row, "probability");
      double sum = 0;
      for (double p : probability.toArray()) {
        sum += p;
      }
      assertEquals(1, sum, 1e-12);
      assertEquals(probability.argmax(), (int) row.getDouble(5));
      Vector features = vector(row, "features");
      assertEquals(row.getDouble(5), model.predict(features));
      assertArrayEquals(probability.toArray(), model.predictProbability(features).toArray(), 1e-6);
      assertArrayEquals(
          vector(row, "rawPrediction").toArray(), model.predictRaw(features).toArray(), 1e-4);
    }
    assertEquals(3, model.numClasses());
    assertEquals(2, model.numFeatures());
    assertEquals(right / 600.0, model.evaluate(rows).accuracy(), 1e-12);
    System.out.println(model.summary());
    System.out.println(model);
    assertNotEquals("", model.summary().toString());
  }
}

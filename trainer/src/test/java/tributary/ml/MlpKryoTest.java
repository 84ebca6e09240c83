package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** An estimator in a session whose Kryo takes registered classes only. */
final class MlpKryoTest extends TableTest {
  @Test
  void k5WhereOnlyRegisteredClassesPassItFitsTransformsAndEvaluates() {
    StructType schema =
        new StructType()
            .add("features", SQLDataTypes.VectorType(), false)
            .add("label", DataTypes.DoubleType, false);
    List<Row> rows =
        IntStream.range(0, 200)
            .mapToObj(i -> row(Vectors.dense(Math.sin(i), i % 2), (double) (i % 2)))
            .toList();
    Dataset<Row> table = spark().createDataFrame(rows, schema);

    MlpClassificationModel model =
        new MlpClassifier()
            .setHiddenLayers(8)
            .setEpochs(4)
            .setBatchSize(20)
            .setLearningRate(0.1)
            .setValidationFraction(0.2)
            .setShards(3)
            .fit(table);

    long right =
        model.transform(table).filter("label = prediction").select("label").collectAsList().size();
    assertEquals(200, right);
    assertEquals(1, model.evaluate(table).accuracy());
  }
}

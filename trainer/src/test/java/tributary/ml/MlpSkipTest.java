package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.train.DivergedException;

/** What {@code handleInvalid} = skip does to a fit, an evaluation and a transformation. */
final class MlpSkipTest extends EstimatorTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType, false)
          .add("features", SQLDataTypes.VectorType(), true)
          .add("label", DataTypes.DoubleType, true);

  @TempDir private Path folder;

  private static MlpClassifier classifier() {
    return new MlpClassifier("u")
        .setHiddenLayers(4)
        .setEpochs(2)
        .setShards(3)
        .setBatchSize(16)
        .setProgress(false);
  }

  /** Every seventh row has no features, every eleventh no label, a hundred in a row have NaN. */
  private Dataset<Row> holed(int rows) {
    List<Row> all = new ArrayList<>();
    for (Row row : clouds(3, rows, 3).collectAsList()) {
      int id = row.getInt(0);
      boolean wild = id >= 600 && id < 700;
      Object features = wild ? Vectors.dense(1, Double.NaN) : row.get(1);
      all.add(
          RowFactory.create(id, id % 7 == 3 ? null : features, id % 11 == 5 ? null : row.get(2)));
    }
    return table(SCHEMA, all);
  }

  private static Dataset<Row> whole(Dataset<Row> holed) {
    return holed.filter("id % 7 <> 3 and id % 11 <> 5 and (id < 600 or id >= 700)");
  }

  @Test
  void d1AFitThatSkipsIsTheFitOfTheTableWithoutThoseRows() throws Exception {
    Dataset<Row> table = holed(500);
    assertThrows(TableException.class, () -> classifier().fit(table));
    MlpClassificationModel model =
        classifier().setHandleInvalid("skip").setValidationFraction(0.2).fit(table);
    MlpClassificationModel expected = classifier().setValidationFraction(0.2).fit(whole(table));
    assertEquals(expected.weightsSha256(), model.weightsSha256());
    // 71 of 500 are 3 modulo 7; 45 are 5 modulo 11, of which 6 are both.
    assertEquals(110, model.summary().skippedRows());
    assertEquals(0, expected.summary().skippedRows());
    assertEquals(
        List.of(
            "training table: 110 of 500 rows skipped: 71 for column 'features' (first in row 4:"
                + " null), 39 for column 'label' (first in row 6: null)"),
        model.summary().warnings());
    assertTrue(model.summary().toString().contains("110 of 500 rows skipped"));
    assertEquals(expected.evaluate(whole(table)).accuracy(), model.evaluate(table).accuracy());
    String path = folder.resolve("model").toString();
    model.write().save(path);
    MlpClassificationModel loaded = MlpClassificationModel.load(path);
    assertEquals("skip", loaded.getHandleInvalid());
    assertEquals(110, loaded.summary().skippedRows());
  }

  /** Without scaling, 1e38 is a float like any other, but no sum of its products is. */
  @Test
  void d2NumbersTooLargeToComputeWithEndTheRunAndSpoilNoWeight() {
    List<Row> rows = new ArrayList<>(clouds(4, 60, 2).collectAsList());
    rows.set(30, RowFactory.create(30, Vectors.dense(3e38, -3e38), 1.0));
    MlpClassifier raw = classifier().setScaling("none");
    DivergedException e = assertThrows(DivergedException.class, () -> raw.fit(table(SCHEMA, rows)));
    assertTrue(e.toString().contains("first in the"), e.toString());
    assertTrue(e.toString().contains("at row 30 of the training rows"), e.toString());
    for (float weight : e.weights()) {
      assertTrue(Float.isFinite(weight), e.toString());
    }
    MlpClassificationModel model = raw.setOnNonFinite("skip").fit(table(SCHEMA, rows));
    assertEquals(2, model.summary().health().nonFiniteSteps(), "once an epoch");
    for (float weight : model.weights()) {
      assertTrue(Float.isFinite(weight));
    }
  }

  @Test
  void d1ATransformationThatSkipsLeavesRowsOutAndTheOthersInPlace() {
    Dataset<Row> table = holed(900);
    MlpClassificationModel model = SmallModels.classification("m", List.of("a", "b", "c"));
    assertThrows(Exception.class, () -> model.transform(table).collectAsList());
    List<Row> scored =
        model.setHandleInvalid("skip").transform(table).select("id", "prediction").collectAsList();
    // The label is not asked for.
    Dataset<Row> usable = table.filter("id % 7 <> 3 and (id < 600 or id >= 700)");
    assertEquals(
        usable.select("id").collectAsList().stream().map(r -> r.getInt(0)).toList(),
        scored.stream().map(r -> r.getInt(0)).toList());
    assertEquals(
        model
            .copy(new ParamMap())
            .setHandleInvalid("error")
            .transform(usable)
            .select("id", "prediction")
            .collectAsList(),
        scored);
    assertEquals(0, model.transform(table.filter("id % 7 = 3")).count());
  }
}

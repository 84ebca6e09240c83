package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.spark.ShardPlan;
import tributary.train.Evaluation;

/** Weights of rows, validation rows, warm starts: what a fit does with what it is given. */
final class MlpFitTest extends EstimatorTest {
  private static MlpClassifier classifier() {
    return new MlpClassifier("u")
        .setHiddenLayers(6)
        .setEpochs(2)
        .setBatchSize(1000)
        .setShards(2)
        .setLearningRate(0.002)
        .setScaling("none")
        .setProgress(false);
  }

  private Dataset<Row> small(long seed, int rows) {
    return clouds(seed, rows, 3).coalesce(1);
  }

  /** One step on all rows, so that order and shards only matter for rounding. */
  @Test
  void aRowOfWeightTwoIsTwoRows() {
    Dataset<Row> rows = small(1, 60);
    Dataset<Row> weighted = rows.withColumn("w", functions.expr("if(id % 3 = 1, 2, 1)"));
    Dataset<Row> doubled = rows.union(rows.filter("id % 3 = 1")).coalesce(1);

    MlpClassificationModel byWeight = classifier().setWeightCol("w").fit(weighted);
    MlpClassificationModel byRows = classifier().fit(doubled);

    assertEquals(
        byRows.summary().epochs().get(1).trainLoss(),
        byWeight.summary().epochs().get(1).trainLoss(),
        1e-6);
    assertArrayEquals(byRows.weights(), byWeight.weights(), 1e-5f);
    assertEquals(byRows.evaluate(doubled).loss(), byWeight.evaluate(weighted).loss(), 1e-6);
    assertEquals(byRows.evaluate(doubled).accuracy(), byWeight.evaluate(weighted).accuracy(), 1e-9);
    MlpClassificationModel unweighted = classifier().fit(rows);
    assertNotEquals(
        unweighted.summary().epochs().get(1).trainLoss(),
        byWeight.summary().epochs().get(1).trainLoss(),
        1e-6);
  }

  @Test
  void aRowOfWeightZeroTeachesNothing() {
    Dataset<Row> rows = small(1, 60);
    Dataset<Row> weighted =
        rows.withColumn("w", functions.expr("if(id % 4 = 0, 0.0, 1.0)"))
            .withColumn("label", functions.expr("if(id % 4 = 0, 2 - label, label)"));
    MlpClassificationModel byWeight = classifier().setWeightCol("w").fit(weighted);
    MlpClassificationModel without = classifier().fit(rows.filter("id % 4 <> 0"));
    assertArrayEquals(without.weights(), byWeight.weights(), 1e-5f);
    assertEquals(
        without.summary().epochs().get(1).trainLoss(),
        byWeight.summary().epochs().get(1).trainLoss(),
        1e-6);
  }

  @Test
  void weightsThatAreAllEqualChangeNothing() {
    Dataset<Row> rows = small(2, 60);
    MlpClassificationModel plain = classifier().fit(rows);
    MlpClassificationModel ones =
        classifier().setWeightCol("w").fit(rows.withColumn("w", functions.lit(1)));
    assertEquals(plain.weightsSha256(), ones.weightsSha256());
  }

  @Test
  void theIndicatorKeepsItsRowsForValidation() {
    Dataset<Row> rows = small(3, 90).withColumn("held", functions.expr("id % 5 = 2"));
    Dataset<Row> training = rows.filter("not held");
    Dataset<Row> validation = rows.filter("held");

    MlpClassificationModel held =
        classifier()
            .setScaling("standardize")
            .setKeepBest(false)
            .setValidationIndicatorCol("held")
            .fit(rows);
    MlpClassificationModel alone = classifier().setScaling("standardize").fit(training);

    assertEquals(alone.weightsSha256(), held.weightsSha256());
    assertEquals(alone.description().table(), held.description().table());
    Evaluation seen = held.summary().validation().orElseThrow();
    assertEquals(18, seen.examples());
    ModelEvaluation byHand = alone.evaluate(validation);
    assertEquals(byHand.loss(), seen.loss(), 1e-9);
    assertEquals(byHand.accuracy(), seen.accuracy().orElseThrow(), 0);
    assertEquals(72, held.summary().rows());
  }

  /** The same rows as a job's data.validation.fraction: those that TrainingTables holds out. */
  @Test
  void theFractionIsTheJobsSplit() {
    Dataset<Row> rows = small(4, 120);
    long seed = 77;
    MlpClassificationModel model =
        classifier().setSeed(seed).setValidationFraction(0.25).setKeepBest(false).fit(rows);
    List<Row> training = new ArrayList<>();
    List<Row> validation = new ArrayList<>();
    RowSplit split = new RowSplit(seed, 0.25, 0);
    List<Row> all = rows.collectAsList();
    for (int i = 0; i < all.size(); i++) {
      (split.partOf(i) == RowSplit.TRAIN ? training : validation).add(all.get(i));
    }
    MlpClassificationModel byHand =
        classifier().setSeed(seed).fit(table(LABELLED, training).coalesce(1));
    assertEquals(byHand.weightsSha256(), model.weightsSha256());
    Evaluation seen = model.summary().validation().orElseThrow();
    assertEquals(validation.size(), seen.examples());
    assertEquals(byHand.evaluate(table(LABELLED, validation)).loss(), seen.loss(), 1e-9);
    try (TrainingTables tables =
        TrainingTables.prepare(
            ColumnRoles.of(Task.CLASSIFICATION, "label"),
            seed,
            StorageLevel.MEMORY_ONLY(),
            rows,
            HeldOut.fraction(0.25),
            HeldOut.none(),
            count -> new ShardPlan(2, 2))) {
      assertEquals(training.size(), tables.train().rows());
      assertEquals(validation.size(), tables.validation().orElseThrow().rows());
    }
  }

  @Test
  void trainingGoesOnFromTheInitialModel() {
    Dataset<Row> rows = small(5, 90);
    MlpClassificationModel first = classifier().setEpochs(1).fit(rows);
    // So small a rate that a step changes no bit that counts.
    MlpClassificationModel still =
        classifier().setEpochs(1).setLearningRate(1e-30).setInitialModel(first).fit(rows);
    assertArrayEquals(first.weights(), still.weights(), 0f);
    assertEquals(first.weightsSha256(), still.weightsSha256());

    MlpClassificationModel on =
        classifier().setEpochs(5).setMomentum(0).setInitialModel(first).fit(rows);
    double before = first.evaluate(rows).loss();
    assertEquals(before, on.summary().epochs().get(0).trainLoss(), 1e-5);
    assertTrue(on.evaluate(rows).loss() < before);
    assertNotEquals(first.weightsSha256(), on.weightsSha256());
  }

  /** Weights that mean other classes or strings than those of the table are no beginning. */
  @Test
  void anInitialModelOfOtherClassesOrStringsIsRefused() {
    Dataset<Row> rows =
        small(5, 60)
            .withColumn("kind", functions.expr("concat('k', id % 2)"))
            .withColumn("name", functions.expr("concat('n', cast(label as int))"));
    Dataset<Row> others =
        rows.withColumn("kind", functions.expr("concat('K', id % 2)"))
            .withColumn("name", functions.expr("concat('N', cast(label as int))"));
    MlpClassifier strings = classifier().setFeatureCols("kind", "id");
    MlpClassificationModel first = strings.fit(rows);
    strings.setInitialModel(first);
    assertEquals(3, strings.fit(rows).numClasses());
    assertEquals(
        "u: the list of values of column 'kind' in initialModel u is [k0, k1] but that of this fit"
            + " is [K0, K1]; bring them into one order with StringIndexer, or leave the initial"
            + " model out",
        refusal(() -> strings.fit(others)));

    MlpClassifier names = classifier().setLabelCol("name");
    names.setInitialModel(names.fit(rows));
    assertEquals(
        "u: the list of classes of initialModel u is [n0, n1, n2] but that of this fit is [N0, N1,"
            + " N2]; bring them into one order with StringIndexer, or leave the initial model out",
        refusal(() -> names.fit(others)));

    StringIndexer up = new StringIndexer().setInputCol("name").setOutputCol("index");
    Dataset<Row> indexed = up.setStringOrderType("alphabetAsc").fit(rows).transform(rows);
    Dataset<Row> turned = up.setStringOrderType("alphabetDesc").fit(rows).transform(rows);
    MlpClassifier index = classifier().setLabelCol("index");
    index.setInitialModel(index.fit(indexed));
    assertEquals(
        "u: the list of labels of initialModel u is [n0, n1, n2] but that of this fit is [n2, n1,"
            + " n0]; bring them into one order with StringIndexer, or leave the initial model out",
        refusal(() -> index.fit(turned)));
  }

  private static String refusal(Runnable fit) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, fit::run).getMessage());
  }

  @Test
  void theInitialModelStaysAsItIs() {
    Dataset<Row> rows = small(5, 60);
    MlpClassificationModel first = classifier().fit(rows);
    float[] weights = first.weights();
    classifier().setInitialModel(first).fit(rows);
    assertArrayEquals(weights, first.weights());
  }

  @Test
  void anEstimatorFitsAgainToTheSameBits() {
    Dataset<Row> rows = clouds(6, 100, 3).repartition(3);
    MlpClassifier classifier = classifier().setBatchSize(16).setTasks(1);
    String sha256 = classifier.fit(rows.coalesce(1)).weightsSha256();
    assertEquals(sha256, classifier.fit(rows.coalesce(1)).weightsSha256());
    assertEquals(sha256, classifier.copy(paramMap()).fit(rows.coalesce(1)).weightsSha256());
    assertEquals(sha256, classifier.setTasks(2).setExecution("job").fit(rows).weightsSha256());
    assertEquals(sha256, classifier.setExecution("resident").fit(rows).weightsSha256());
    assertNotEquals(sha256, classifier.setSeed(1).fit(rows).weightsSha256());
  }

  private static ParamMap paramMap() {
    return new ParamMap();
  }

  @Test
  void nothingStaysCachedAfterAFit() {
    int before = sc().getPersistentRDDs().size();
    MlpClassificationModel model = classifier().setValidationFraction(0.3).fit(clouds(7, 60, 3));
    model.evaluate(clouds(7, 60, 3));
    assertEquals(before, sc().getPersistentRDDs().size());
  }

  @Test
  void aModelKnowsItsParentAndItsParameters() {
    MlpClassifier classifier = classifier().setPredictionCol("guess");
    MlpClassificationModel model = classifier.fit(small(8, 30));
    assertEquals(classifier, model.parent());
    assertEquals("u", model.uid());
    assertEquals("guess", model.getPredictionCol());
    assertEquals(6, model.getHiddenLayers()[0]);
    classifier.setPredictionCol("other");
    assertEquals("guess", model.getPredictionCol());
  }
}

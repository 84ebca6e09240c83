package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimators among Spark ML's own: pipelines, grids, evaluators. */
final class MlpTuningTest extends EstimatorTest {
  private static final String DIAMONDS = "../conf/diamonds.csv.gz";

  private Dataset<Row> diamonds(int rows) {
    return spark()
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .csv(DIAMONDS)
        .limit(rows)
        .coalesce(1);
  }

  private static MlpClassifier classifier() {
    return new MlpClassifier()
        .setHiddenLayers(16)
        .setEpochs(3)
        .setBatchSize(64)
        .setLearningRate(0.05)
        .setShards(2)
        .setProgress(false)
        .setSeed(7);
  }

  /** How often tables were prepared while the work ran. */
  private int preparations(Runnable work) throws Exception {
    AtomicInteger count = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            String what = start.properties().getProperty("spark.job.description", "");
            if (what.contains("learn the columns")) {
              count.incrementAndGet();
            }
          }
        };
    sc().sc().addSparkListener(listener);
    try {
      work.run();
      sc().sc().listenerBus().waitUntilEmpty();
    } finally {
      sc().sc().removeSparkListener(listener);
    }
    return count.get();
  }

  private void assertNothingIsLeft() throws Exception {
    sc().sc().listenerBus().waitUntilEmpty();
    assertEquals(Map.of(), sc().getPersistentRDDs());
  }

  @Test
  void standsInAPipelineWithSparksFeatures() throws Exception {
    Dataset<Row> rows = diamonds(3000).withColumn("good", functions.col("color").lt("G"));
    rows = rows.withColumn("good", functions.when(rows.col("good"), "yes").otherwise("no"));
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("good").setOutputCol("label"),
                  new StringIndexer().setInputCol("cut").setOutputCol("cutIndex"),
                  new OneHotEncoder().setInputCol("cutIndex").setOutputCol("cutVector"),
                  new VectorAssembler()
                      .setInputCols(new String[] {"carat", "price", "table", "cutVector"})
                      .setOutputCol("features"),
                  classifier()
                });

    PipelineModel model = pipeline.fit(rows);
    Dataset<Row> scored = model.transform(rows);

    StringIndexerModel labels = (StringIndexerModel) model.stages()[0];
    MlpClassificationModel network = (MlpClassificationModel) model.stages()[4];
    assertEquals(List.of(labels.labelsArray()[0]), List.of(network.labels().toArray()));
    Row named =
        new IndexToString()
            .setInputCol("prediction")
            .setOutputCol("predicted")
            .transform(scored)
            .first();
    assertEquals(
        network.labels().get((int) named.<Double>getAs("prediction").doubleValue()),
        named.getAs("predicted"));
    double accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
    double area = new BinaryClassificationEvaluator().evaluate(scored);
    assertTrue(accuracy > 0.6, "accuracy " + accuracy);
    Dataset<Row> labelled = scored.drop("rawPrediction", "probability", "prediction");
    assertEquals(accuracy, network.evaluate(labelled).accuracy(), 1e-9);
    assertEquals(area, network.evaluate(labelled).auc(), 0.01);
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aGridPreparesEachFoldOnce(int parallelism) throws Exception {
    Dataset<Row> rows = clouds(3, 400, 3);
    MlpClassifier classifier = classifier();
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.learningRate(), new double[] {1e-6, 0.05})
            .addGrid(
                classifier.hiddenLayers(),
                scala.collection.JavaConverters.asScalaBuffer(
                    List.of(new int[] {4}, new int[] {8, 8})))
            .build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setNumFolds(2)
            .setSeed(5)
            .setParallelism(parallelism);
    CrossValidatorModel[] model = new CrossValidatorModel[1];

    int preparations = preparations(() -> model[0] = validator.fit(rows));

    assertEquals(2 + 1, preparations, "one a fold, one for the best on all rows");
    MlpClassificationModel best =
        assertInstanceOf(MlpClassificationModel.class, model[0].bestModel());
    assertEquals(0.05, best.getLearningRate());
    assertTrue(model[0].avgMetrics()[0] < model[0].avgMetrics()[3]);
    // The same rows and settings by themselves give the same weights.
    assertEquals(
        classifier
            .copy(new ParamMap())
            .setLearningRate(0.05)
            .setHiddenLayers(best.getHiddenLayers())
            .fit(rows)
            .weightsSha256(),
        best.weightsSha256());
    assertNothingIsLeft();
  }

  @Test
  void aGridOverAPipelinePreparesEachFoldOnce() throws Exception {
    Dataset<Row> rows = diamonds(2000);
    MlpRegressor regressor =
        new MlpRegressor()
            .setLabelCol("price")
            .setHiddenLayers(16)
            .setOptimizer("adamW")
            .setEpochs(3)
            .setShards(2)
            .setProgress(false);
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler()
                      .setInputCols(new String[] {"carat", "depth", "table", "x", "y", "z"})
                      .setOutputCol("features"),
                  regressor
                });
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(regressor.learningRate(), new double[] {1e-5, 0.01, 0.003})
            .build();
    TrainValidationSplit split =
        new TrainValidationSplit()
            .setEstimator(pipeline)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new RegressionEvaluator().setLabelCol("price").setMetricName("r2"))
            .setTrainRatio(0.75)
            .setSeed(5)
            .setParallelism(2);
    TrainValidationSplitModel[] model = new TrainValidationSplitModel[1];

    int preparations = preparations(() -> model[0] = split.fit(rows));

    assertEquals(1 + 1, preparations);
    double[] metrics = model[0].validationMetrics();
    assertTrue(metrics[1] > 0.5 && metrics[1] > metrics[0], "R² " + metrics[1]);
    assertNothingIsLeft();
  }

  @Test
  void aTunerLeavesNothingBesideATableThatIsCached() throws Exception {
    Dataset<Row> rows = clouds(3, 300, 2).cache();
    rows.count();
    int before = sc().getPersistentRDDs().size();
    try {
      MlpClassifier classifier = classifier();
      CrossValidator validator =
          new CrossValidator()
              .setEstimator(classifier)
              .setEstimatorParamMaps(
                  new ParamGridBuilder()
                      .addGrid(classifier.learningRate(), new double[] {0.01, 0.05})
                      .build())
              .setEvaluator(new MulticlassClassificationEvaluator())
              .setNumFolds(2);

      assertEquals(3, preparations(() -> validator.fit(rows)));

      sc().sc().listenerBus().waitUntilEmpty();
      assertEquals(before, sc().getPersistentRDDs().size());
    } finally {
      rows.unpersist(true);
    }
    assertNothingIsLeft();
  }

  @Test
  void aFitByItselfLeavesNothing() throws Exception {
    Dataset<Row> rows = clouds(3, 200, 2).cache();
    try {
      int before = sc().getPersistentRDDs().size();
      int preparations =
          preparations(
              () -> {
                classifier().fit(rows);
                classifier().fit(rows);
              });
      assertEquals(2, preparations);
      assertTrue(sc().getPersistentRDDs().size() <= before + 1, "only the table itself is cached");
    } finally {
      rows.unpersist(true);
    }
    assertNothingIsLeft();
  }

  @Test
  void twoFitsSideBySideGiveTheBitsOfOneAfterTheOther() throws Exception {
    Dataset<Row> rows = clouds(4, 500, 3);
    String alone = classifier().setEpochs(12).fit(rows).weightsSha256();
    String[] sha = new String[2];
    Thread other = new Thread(() -> sha[0] = classifier().setEpochs(12).fit(rows).weightsSha256());
    other.start();
    sha[1] = classifier().setEpochs(12).fit(rows).weightsSha256();
    other.join(60_000);
    assertArrayEquals(new String[] {alone, alone}, sha);
    assertNothingIsLeft();
  }
}

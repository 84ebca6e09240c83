package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** What estimators and models say of tables and vectors that they cannot use. */
final class MlpErrorsTest extends EstimatorTest {
  private static final DataType VECTOR = SQLDataTypes.VectorType();
  private static final String CLASH = "; rename or drop those columns";
  private static final String FILL =
      "; fill or drop missing values first, or exclude the column from the features";

  private static MlpClassifier classifier() {
    return new MlpClassifier("u").setHiddenLayers(3).setEpochs(1).setShards(2).setProgress(false);
  }

  private static MlpRegressor regressor() {
    return new MlpRegressor("u").setHiddenLayers(3).setEpochs(1).setShards(2).setProgress(false);
  }

  private static String refusal(Runnable action) {
    return String.valueOf(assertThrows(TableException.class, action::run).getMessage());
  }

  private static StructType schema(Object... namesAndTypes) {
    StructType schema = new StructType();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      schema = schema.add((String) namesAndTypes[i], (DataType) namesAndTypes[i + 1]);
    }
    return schema;
  }

  private static Row row(@Nullable Object... values) {
    return RowFactory.create(values);
  }

  private static StructType plain() {
    return schema("features", VECTOR, "label", DataTypes.DoubleType);
  }

  private static Arguments bad(MlpEstimator<?, ?> estimator, StructType schema, String message) {
    return Arguments.of(estimator, schema, "training table" + message);
  }

  static Stream<Arguments> badSchemas() {
    String names = "; the columns are features, label";
    StructType wide = plain().add("w", DataTypes.DoubleType).add("held", DataTypes.BooleanType);
    return Stream.of(
        bad(
            classifier().setFeaturesCol("feature"),
            plain(),
            ": there is no column 'feature' (the nearest is 'features')" + names),
        bad(
            classifier().setLabelCol("Label"),
            plain(),
            ": there is no column 'Label' (the nearest is 'label')" + names),
        bad(
            classifier()
                .setFeatureCols("featurs", "zzzzzz")
                .setLabelCol("labl")
                .setWeightCol("weight of it")
                .setValidationIndicatorCol("labels"),
            plain(),
            ": there is no column 'featurs' (the nearest is 'features'), 'zzzzzz', 'labl' (the"
                + " nearest is 'label'), 'weight of it', 'labels' (the nearest is 'label')"
                + names),
        bad(
            classifier(),
            schema("features", DataTypes.DateType, "label", DataTypes.DoubleType),
            ", column 'features': the feature has type date, allowed are numbers, boolean, string,"
                + " vector (org.apache.spark.ml.linalg), array of numbers and binary; make numbers"
                + " of it first (of a date its year, month and weekday), or exclude the column"),
        bad(
            classifier(),
            schema("features", VECTOR, "label", VECTOR),
            ", column 'label': the target has type vector, allowed are string, boolean and"
                + " numbers; convert the column first"),
        bad(
            regressor(),
            schema("features", VECTOR, "label", DataTypes.StringType),
            ", column 'label': the target has type string, allowed is numbers; convert the column"
                + " first"),
        bad(
            classifier().setWeightCol("held"),
            wide,
            ", column 'held': the weight has type boolean, allowed is numbers; convert the column"
                + " first"),
        bad(
            classifier().setValidationIndicatorCol("w"),
            wide,
            ", column 'w': the validation indicator has type double, expected boolean; compare it"
                + " with something"),
        bad(
            classifier().setLabelCol("features"),
            plain(),
            ", column 'features': it is a feature and also a target; give it one role"),
        bad(
            classifier().setFeatureCols("features", "features"),
            plain(),
            ", column 'features': it is a feature twice; give it one role"),
        bad(
            classifier().setWeightCol("label"),
            plain(),
            ", column 'label': it is a target and also the weight; give it one role"),
        bad(
            classifier().setFeatureCols("w", "held").setValidationIndicatorCol("held"),
            wide,
            ", column 'held': it is a feature and also the validation indicator; give it one role"),
        bad(
            classifier(),
            plain().add("label", DataTypes.DoubleType),
            ": there are several columns named 'label'; rename all but one"),
        bad(
            classifier(),
            plain().add("prediction", DataTypes.DoubleType),
            ": it already has what prediction would add: prediction" + CLASH),
        bad(
            classifier(),
            plain().add("PROBABILITY", DataTypes.StringType).add("Prediction", VECTOR),
            ": it already has what prediction would add: probability, prediction" + CLASH),
        bad(
            regressor(),
            plain().add("prediction", DataTypes.DoubleType),
            ": it already has what prediction would add: prediction" + CLASH),
        bad(
            regressor().setPredictionCol("Label"),
            plain(),
            ": it already has what prediction would add: Label" + CLASH),
        bad(
            classifier().setProbabilityCol("Prediction"),
            plain(),
            ": prediction would add two columns named 'prediction'; give each a name of its own, or"
                + " an empty one to leave it out"),
        bad(
            classifier(),
            labelled(NominalAttribute.defaultAttr().withValues(new String[] {"only"}).toMetadata()),
            ", column 'label': its metadata says that there is 1 class [only]; classification needs"
                + " at least two classes"));
  }

  private static StructType labelled(Metadata metadata) {
    return new StructType()
        .add("features", VECTOR)
        .add("label", DataTypes.DoubleType, true, metadata);
  }

  @ParameterizedTest
  @MethodSource("badSchemas")
  void d3ASchemaIsRefusedBeforeAnyJob(
      MlpEstimator<?, ?> estimator, StructType schema, String says) {
    Dataset<Row> empty = table(schema, List.of());
    assertEquals(
        0,
        jobsOf(
            () -> {
              assertEquals(says, refusal(() -> estimator.transformSchema(schema)));
              assertEquals(says, refusal(() -> estimator.fit(empty)));
            }));
  }

  /** How many jobs Spark is given by {@code action}. */
  private int jobsOf(Runnable action) {
    AtomicInteger jobs = new AtomicInteger();
    AtomicInteger marks = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            boolean mark = "mark".equals(start.properties().getProperty("spark.job.description"));
            (mark ? marks : jobs).incrementAndGet();
          }
        };
    sc().sc().addSparkListener(listener);
    try {
      action.run();
      // Events come in their order: once the mark is seen, all before it have been.
      sc().setLocalProperty("spark.job.description", "mark");
      sc().parallelize(List.of(1), 1).count();
      while (marks.get() == 0) {
        Thread.onSpinWait();
      }
    } finally {
      sc().setLocalProperty("spark.job.description", null);
      sc().sc().removeSparkListener(listener);
    }
    return jobs.get();
  }

  @Test
  void goodSchemasRunNoJobEither() {
    MlpClassificationModel model = SmallModels.classification("m");
    assertEquals(
        0,
        jobsOf(
            () -> {
              assertEquals(5, classifier().transformSchema(plain()).length());
              assertEquals(3, regressor().transformSchema(plain()).length());
              assertEquals(5, model.transformSchema(plain()).length());
              assertEquals(4, model.transformSchema(schema("features", VECTOR)).length());
            }));
  }

  static Stream<Arguments> badTransformSchemas() {
    String table = "prediction table";
    StructType narrow =
        new StructType()
            .add(new AttributeGroup("features", 3).toStructField())
            .add("label", DataTypes.DoubleType);
    return Stream.of(
        Arguments.of(
            schema("feature", VECTOR),
            table
                + ": there is no column 'features' (the nearest is 'feature'); the columns are"
                + " feature"),
        Arguments.of(
            schema("features", DataTypes.StringType),
            table
                + ", column 'features': the type is string but the model was trained on a vector or"
                + " an array of 2 numbers; convert the column first"),
        Arguments.of(
            narrow,
            table
                + ", column 'features': the vector has 3 elements but the model was trained on 2;"
                + " give it vectors of that width"),
        Arguments.of(
            plain().add("rawprediction", VECTOR),
            table + ": it already has what prediction would add: rawPrediction" + CLASH));
  }

  @ParameterizedTest
  @MethodSource("badTransformSchemas")
  void aModelRefusesASchemaBeforeAnyJob(StructType schema, String says) {
    MlpClassificationModel model = SmallModels.classification("m");
    Dataset<Row> empty = table(schema, List.of());
    assertEquals(
        0,
        jobsOf(
            () -> {
              assertEquals(says, refusal(() -> model.transformSchema(schema)));
              assertEquals(says, refusal(() -> model.transform(empty)));
            }));
  }

  @Test
  void outputColumnsOfAModelMustBeApart() {
    MlpClassificationModel model =
        SmallModels.classification("m").setPredictionCol("x").setProbabilityCol("X");
    assertEquals(
        "prediction table: prediction would add two columns named 'x'; give each a name of its own,"
            + " or an empty one to leave it out",
        refusal(() -> model.transform(table(plain(), List.of()))));
  }

  private static Row example(int i) {
    return row(Vectors.dense(i % 3, i), (double) (i % 3), 1.0, i % 4 == 0);
  }

  private static final StructType FULL =
      new StructType()
          .add("features", VECTOR)
          .add("label", DataTypes.DoubleType)
          .add("w", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private Dataset<Row> withThird(Row bad) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(i == 2 ? bad : example(i));
    }
    return table(FULL, rows);
  }

  static Stream<Arguments> badRows() {
    Object x = Vectors.dense(1, 2);
    String drop = "; drop rows without a ";
    String whole = "; class labels must be whole numbers from 0";
    return Stream.of(
        Arguments.of(
            row(null, 1.0, 1.0, false), "features", "the feature is missing (null)" + FILL),
        Arguments.of(
            row(Vectors.dense(1, 2, 3), 1.0, 1.0, false),
            "features",
            "the vector has 3 elements, expected 2 as in the rows before; give all rows vectors of"
                + " one width"),
        Arguments.of(
            row(Vectors.dense(1, Double.NaN), 1.0, 1.0, false),
            "features",
            "the feature is missing (element 1 is NaN or null)" + FILL),
        Arguments.of(
            row(Vectors.sparse(2, new int[] {1}, new double[] {1 / 0.0}), 1.0, 1.0, false),
            "features",
            "element 1 is Infinity; it must be finite: replace or drop such rows first"),
        Arguments.of(
            row(Vectors.dense(1e300, 1), 1.0, 1.0, false),
            "features",
            "element 0 is 1.0E300, beyond the range of 32-bit floats (±3.4E38); rescale the column"
                + " first"),
        Arguments.of(
            row(x, null, 1.0, false),
            "label",
            "the target is missing (null)" + drop + "target first"),
        Arguments.of(
            row(x, Double.NaN, 1.0, false),
            "label",
            "the target is missing (NaN)" + drop + "target first"),
        Arguments.of(row(x, -1.0, 1.0, false), "label", "the label is -1.0" + whole),
        Arguments.of(row(x, 0.5, 1.0, false), "label", "the label is 0.5" + whole),
        Arguments.of(
            row(x, 1.0, null, false), "w", "the weight is missing (null)" + drop + "weight first"),
        Arguments.of(
            row(x, 1.0, -2.0, false), "w", "the weight is -2.0; weights must not be negative"),
        Arguments.of(
            row(x, 1.0, Double.POSITIVE_INFINITY, false),
            "w",
            "the value is Infinity; it must be finite: replace or drop such rows first"));
  }

  @ParameterizedTest
  @MethodSource("badRows")
  void d1d2d4d5ABadRowIsNamed(Row bad, String column, String says) {
    assertEquals(
        "training table, row 3 (the first is 1), column '" + column + "': " + says,
        refusal(() -> classifier().setWeightCol("w").fit(withThird(bad))));
  }

  @Test
  void aNullIndicatorIsRefused() {
    Dataset<Row> table = withThird(row(Vectors.dense(1, 2), 1.0, 1.0, null));
    String message = refusal(() -> classifier().setValidationIndicatorCol("held").fit(table));
    assertTrue(
        message.contains(
            "column 'held': the validation indicator is null in a row; expected true or false"),
        message);
  }

  @Test
  void d6ATableWithoutRowsToTrainOnIsRefused() {
    assertEquals(
        "training table: there are no rows; give it at least two",
        refusal(() -> classifier().fit(table(plain(), List.of()))));
    assertEquals(
        "training table: there is one training row; training needs at least two",
        refusal(() -> classifier().fit(clouds(1, 1, 2))));
    Dataset<Row> rows = clouds(1, 20, 2);
    assertEquals(
        "training table: there are no rows; give it at least two",
        refusal(
            () ->
                classifier()
                    .setValidationIndicatorCol("all")
                    .fit(rows.withColumn("all", functions.lit(true)))));
    assertEquals(
        "validation table: there are no rows; give it at least one",
        refusal(
            () ->
                classifier()
                    .setValidationIndicatorCol("none")
                    .fit(rows.withColumn("none", functions.lit(false)))));
  }

  @Test
  void d9ATargetThatTeachesNothingIsRefused() {
    Dataset<Row> rows = clouds(1, 20, 2);
    assertEquals(
        "training table, column 'label': all 20 training rows have the label '1'; classification"
            + " needs at least two classes",
        refusal(() -> classifier().fit(rows.withColumn("label", functions.lit(1)))));
    assertEquals(
        "training table, column 'label': the target is 1.0 in every training row; there is nothing"
            + " to learn: check that it is the right column",
        refusal(() -> regressor().fit(rows.withColumn("label", functions.lit(1)))));
    assertEquals(
        "training table, column 'w': the weight of every training row is 0; at least one must be"
            + " positive",
        refusal(() -> classifier().setWeightCol("w").fit(rows.withColumn("w", functions.lit(0)))));
  }

  @Test
  void d5LabelsThatBeginAtOneAreRefusedUnlessMetadataNamesThem() {
    Dataset<Row> rows = clouds(1, 30, 3).withColumn("label", functions.expr("label + 1"));
    assertEquals(
        "training table, column 'label': the labels are 1 … 3, expected 0 … K−1 for K classes;"
            + " index them with StringIndexer or subtract 1",
        refusal(() -> classifier().fit(rows)));
    Dataset<Row> four = named(rows, "zero", "one", "two", "three");
    MlpClassificationModel model = classifier().fit(four);
    assertEquals(4, model.numClasses());
    assertEquals(
        List.of("training table, column 'label': no training row has class 0"),
        model.summary().warnings());
    // A gap behind 0 may be a class that a part of the table happens to be without.
    Dataset<Row> gap = clouds(1, 30, 3).filter("label <> 1");
    assertEquals(
        List.of("training table, column 'label': no training row has class 1"),
        classifier().fit(gap).summary().warnings());
  }

  private static Dataset<Row> named(Dataset<Row> rows, String... values) {
    Metadata metadata = NominalAttribute.defaultAttr().withValues(values).toMetadata();
    return rows.withColumn("label", functions.col("label").as("label", metadata));
  }

  @Test
  void d5ALabelBeyondTheDeclaredNumberIsRefused() {
    Dataset<Row> rows = named(clouds(1, 30, 3), "a", "b");
    assertEquals(
        "training table, row 3 (the first is 1), column 'label': the label is 2, expected a whole"
            + " number from 0 to 1 since 2 classes are declared",
        refusal(() -> classifier().fit(rows)));
    Dataset<Row> binary =
        clouds(1, 30, 3)
            .withColumn(
                "label",
                functions.col("label").as("label", BinaryAttribute.defaultAttr().toMetadata()));
    assertEquals(
        "training table, row 3 (the first is 1), column 'label': the label is 2, expected a whole"
            + " number from 0 to 1 since 2 classes are declared",
        refusal(() -> classifier().fit(binary)));
  }

  private static String wrong(Runnable action) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void parametersThatDoNotFitTheTableAreRefusedBeforeTraining() {
    Dataset<Row> rows = clouds(1, 30, 3);
    assertEquals(
        "u: loss: binaryCrossEntropy tells two classes apart but the data has 3; take"
            + " softmaxCrossEntropy",
        wrong(() -> classifier().setLoss("binaryCrossEntropy").fit(rows)));
    assertEquals(
        "u: there are 2 thresholds but the label has 3 classes; set one for each",
        wrong(() -> classifier().setThresholds(0.5, 0.5).fit(rows)));
    assertEquals(
        "u: network reads 5 inputs but the features become 2; make it a network of 2 inputs, or"
            + " set layers",
        wrong(() -> free().setNetwork(network(5, new LossSpec.SoftmaxCrossEntropy(3))).fit(rows)));
    assertEquals(
        "u: network ends in SoftmaxCrossEntropy[outputs=4] but the label has 3 classes; give it the"
            + " loss SoftmaxCrossEntropy[outputs=3], or set layers",
        wrong(() -> free().setNetwork(network(2, new LossSpec.SoftmaxCrossEntropy(4))).fit(rows)));
    assertEquals(
        "u: network ends in SquaredError[outputs=1] but the label has 3 classes; give it the loss"
            + " SoftmaxCrossEntropy[outputs=3], or set layers",
        wrong(() -> free().setNetwork(network(2, new LossSpec.SquaredError(1))).fit(rows)));
    assertEquals(
        "u: the network of initialModel m is 2 → dense 4 tanh → dense 3 but that of this fit is 2 →"
            + " dense 3 relu → dense 3; set the same layers, or leave the initial model out",
        wrong(() -> classifier().setInitialModel(initial()).fit(rows)));
  }

  private static MlpClassifier free() {
    MlpClassifier free = classifier();
    free.clear(free.hiddenLayers());
    return free;
  }

  private static MlpClassificationModel initial() {
    return SmallModels.classification("m");
  }

  private static NetworkSpec network(int inputs, LossSpec loss) {
    return NetworkSpec.of(
        inputs, List.of(new DenseSpec(2, Activation.RELU)), Initializer.AUTO, loss);
  }

  private Dataset<Row> stream() {
    return spark()
        .readStream()
        .format("rate")
        .load()
        .selectExpr("array(1.0D, 2.0D) as features", "0.0D as label");
  }

  @Test
  void aStreamCannotBeTrainedOrEvaluatedOn() {
    String end = ": it is a stream, which never ends; take a table that the stream was written to";
    assertEquals("training table" + end, refusal(() -> classifier().fit(stream())));
    assertEquals("evaluation table" + end, refusal(() -> initial().evaluate(stream())));
  }

  @Test
  void aVectorThatDoesNotFitIsRefused() {
    MlpClassificationModel model = initial();
    assertEquals(
        "m: the vector has 3 values but the model was trained on 2; give it as many, in the same"
            + " order",
        wrong(() -> model.predict(Vectors.dense(1, 2, 3))));
    assertEquals(
        "m: element 1 of the vector is NaN; fill missing values first",
        wrong(() -> model.predictRaw(Vectors.dense(1, Double.NaN))));
    assertEquals(
        "m: element 0 of the vector is -Infinity; it must be finite: replace or drop such rows"
            + " first",
        wrong(() -> model.predictProbability(Vectors.dense(-1 / 0.0, 1))));
    assertEquals(
        "m: element 0 of the vector is 1.0E300, beyond the range of 32-bit floats (±3.4E38);"
            + " rescale the column first",
        wrong(() -> model.predict(Vectors.dense(1e300, 1))));
    assertEquals(
        "m: element 1 of the vector: the value 3.0E38 is Infinity after scaling by mean -2.0 and"
            + " scale 0.5, learnt from the training rows; it must be finite: check the value",
        wrong(() -> model.predict(Vectors.dense(1, 3e38))));
  }

  @Test
  void aModelOfStringsPredictsNoVector() {
    Dataset<Row> rows =
        clouds(1, 30, 2).withColumn("kind", functions.expr("if(id % 2 = 0, 'a', 'b')"));
    MlpClassificationModel model = classifier().setFeatureCols("kind", "id").fit(rows);
    assertEquals(2, model.numFeatures());
    assertEquals(
        "u: column 'kind' is a string, which no vector holds; use transform, or"
            + " tributary.io.Scorer for single rows",
        wrong(() -> model.predict(Vectors.dense(0, 1))));
    assertEquals(
        "u: the model reads the raw columns [kind, id]; give the table's columns these names",
        wrong(() -> model.setFeaturesCol("x")));
  }

  @Test
  void d5AnUnseenClassIsRefusedAtEvaluation() {
    MlpClassificationModel model = initial();
    Dataset<Row> rows = clouds(1, 8, 4);
    assertEquals(
        "evaluation table, row 4 (the first is 1), column 'label': the label is '3', expected one"
            + " of the 3 classes of training: 0, 1, 2",
        refusal(() -> model.evaluate(rows)));
    assertEquals(
        "evaluation table: there is no column 'label'; the columns are id, features",
        refusal(() -> model.evaluate(rows.drop("label"))));
    assertEquals(
        "evaluation table: there are no rows; give it at least one",
        refusal(() -> model.evaluate(rows.limit(0))));
  }

  /** Indices that mean other classes would give an accuracy that means nothing. */
  @Test
  void classesInAnotherOrderAreRefusedAtEvaluation() {
    MlpClassificationModel model = SmallModels.classification("m", List.of("a", "b", "c"));
    Dataset<Row> rows = clouds(1, 30, 3);
    assertEquals(
        "evaluation table, column 'label': its metadata says that the classes are [b, a] but those"
            + " of the model are [a, b, c]; index both tables with one StringIndexerModel",
        refusal(() -> model.evaluate(named(rows.filter("label < 2"), "b", "a"))));
    double accuracy = model.evaluate(rows).accuracy();
    assertEquals(accuracy, model.evaluate(named(rows, "a", "b", "c")).accuracy());
    assertEquals(20, model.evaluate(named(rows.filter("label < 2"), "a", "b")).examples());
  }

  @Test
  void anUnseenClassAmongHeldOutRowsIsRefused() {
    Dataset<Row> rows =
        clouds(1, 30, 3)
            .withColumn("held", functions.expr("label = 2"))
            .withColumn("label", functions.expr("cast(label as string)"));
    assertEquals(
        "validation table, row 1 (the first is 1), column 'label': the label is '2.0', expected one"
            + " of the 2 classes of training: 0.0, 1.0",
        refusal(() -> classifier().setValidationIndicatorCol("held").fit(rows)));
  }

  static Stream<Arguments> badPredictionRows() {
    return Stream.of(
        Arguments.of(null, "the feature is missing (null)" + FILL),
        Arguments.of(
            Vectors.dense(1, 2, 3),
            "the vector has 3 elements but the model was trained on 2; give it vectors of that"
                + " width"),
        Arguments.of(
            Vectors.dense(Double.NaN, 2),
            "the feature is missing (element 0 is NaN or null)" + FILL));
  }

  @ParameterizedTest
  @MethodSource("badPredictionRows")
  void d1ARowThatCannotBePredictedIsNamedWhenItIsComputed(@Nullable Object bad, String says) {
    Dataset<Row> rows = withThird(row(bad, 1.0, 1.0, false)).coalesce(1);
    Dataset<Row> predicted = initial().transform(rows);
    Throwable thrown = assertThrows(Exception.class, predicted::collectAsList);
    assertEquals(
        "prediction table, counted within its part, row 3 (the first is 1), column 'features': "
            + says,
        TableException.in(thrown).orElseThrow(() -> new AssertionError(thrown)).getMessage());
  }

  @Test
  void thresholdsOfAModelAreOnePerClass() {
    assertEquals(
        "m: there are 2 thresholds but the model has 3 classes; set one for each",
        wrong(() -> initial().setThresholds(1, 1)));
    MlpClassificationModel model = initial();
    model.set(model.thresholds(), new double[] {1, 1});
    assertEquals(
        "m: there are 2 thresholds but the model has 3 classes; set one for each",
        wrong(() -> model.transformSchema(plain())));
  }

  /** Nothing of a fit that failed stays behind. */
  @Test
  void aRefusedFitLeavesNothingCached() {
    Consumer<MlpClassifier> refused =
        c -> assertThrows(RuntimeException.class, () -> c.fit(clouds(1, 30, 3)));
    int before = sc().getPersistentRDDs().size();
    refused.accept(classifier().setThresholds(1, 1));
    refused.accept(free().setNetwork(network(5, new LossSpec.SoftmaxCrossEntropy(3))));
    refused.accept(classifier().setInitialModel(initial()));
    assertEquals(before, sc().getPersistentRDDs().size());
  }
}

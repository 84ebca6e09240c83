package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tributary.data.RandomStream;

/** What a model makes of tables, whatever they are made of themselves. */
final class MlpTransformTest extends EstimatorTest {
  @TempDir private java.nio.file.Path folder;

  private static MlpClassificationModel model() {
    return SmallModels.classification("m", List.of("red", "green", "blue"));
  }

  private Dataset<Row> points(int rows) {
    return clouds(8, rows, 3);
  }

  private static List<Row> byId(Dataset<Row> table) {
    return table.orderBy("id").collectAsList();
  }

  @Test
  void nothingIsComputedBeforeAnAction() throws Exception {
    Dataset<Row> shuffled =
        points(100).repartition(3).groupBy("id").agg(functions.first("features").as("features"));
    MlpClassificationModel model = model();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    sc().sc().addSparkListener(listener);
    try {
      Dataset<Row> scored = model.transform(shuffled);
      Dataset<Row> filtered = scored.filter("prediction > 0").select("id", "prediction");
      assertEquals(2, filtered.columns().length);
      sc().parallelize(List.of(1), 1).count();
      while (jobs.get() == 0) {
        Thread.onSpinWait();
      }
      assertEquals(1, jobs.get());
      assertEquals(100, scored.count());
    } finally {
      sc().sc().removeSparkListener(listener);
    }
  }

  @Test
  void otherColumnsKeepValuesTypesAndMetadata() {
    Metadata note = new MetadataBuilder().putString("unit", "cm").build();
    StructType inner =
        new StructType()
            .add("when", DataTypes.TimestampType)
            .add("tags", DataTypes.createArrayType(DataTypes.StringType));
    StructType schema =
        new StructType()
            .add("id", DataTypes.IntegerType, false, note)
            .add("features", SQLDataTypes.VectorType(), true)
            .add("day", DataTypes.DateType)
            .add("price", DataTypes.createDecimalType(38, 10))
            .add("names", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType))
            .add("nested", inner)
            .add("bytes", DataTypes.BinaryType)
            .add("none", DataTypes.StringType)
            .add("a column.with `odd` name", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      rows.add(
          RowFactory.create(
              i,
              Vectors.dense(i, -i),
              Date.valueOf("2024-02-" + (1 + i % 29)),
              new BigDecimal("1234567890.0123456789").multiply(BigDecimal.valueOf(i)),
              Map.of("key " + i, (long) i),
              RowFactory.create(new Timestamp(i * 1000L), List.of("t" + i, "u")),
              new byte[] {(byte) i},
              i % 2 == 0 ? null : "some",
              "odd " + i));
    }
    Dataset<Row> table = table(schema, rows).repartition(4, functions.col("id"));

    Dataset<Row> scored = model().transform(table);

    StructField[] before = table.schema().fields();
    assertArrayEquals(before, Arrays.copyOf(scored.schema().fields(), before.length));
    Dataset<Row> kept = scored.drop("rawPrediction", "probability", "prediction");
    // Rows compare arrays of bytes by identity.
    assertEquals(
        byId(table.withColumn("bytes", functions.hex(functions.col("bytes")))),
        byId(kept.withColumn("bytes", functions.hex(functions.col("bytes")))));
  }

  @Test
  void columnsOfTheTableAreKnownAgainAsWithColumnHasThem() {
    Dataset<Row> table = points(20);
    Dataset<Row> scored = model().transform(table);
    List<Row> rows =
        scored
            .filter(table.col("id").lt(5))
            .select(table.col("id"), scored.col("prediction"))
            .collectAsList();
    assertEquals(5, rows.size());
    Dataset<Row> aliased = model().transform(table.as("t"));
    assertEquals(20, aliased.select("t.id", "prediction").count());
  }

  @Test
  void tablesOfAnyOriginGiveTheSamePredictions() {
    Dataset<Row> table = points(60);
    MlpClassificationModel model = model();
    List<Row> expected = byId(model.transform(table));
    Dataset<Row> features = table.select("id", "features");
    Dataset<Row> labels = table.select("id", "label");

    assertEquals(expected, byId(model.transform(features.join(labels, "id"))));
    assertEquals(expected, byId(model.transform(table.repartition(7))));
    assertEquals(
        expected, byId(model.transform(table.filter("id < 20").union(table.filter("id >= 20")))));
    assertEquals(expected, byId(model.transform(table.cache())));
    table.unpersist();
    assertEquals(expected, byId(model.transform(table.filter("id < 1000").coalesce(1))));
    // Empty partitions, before, between and after.
    assertEquals(expected, byId(model.transform(table.repartitionByRange(2, functions.col("id")))));
    assertEquals(expected, byId(model.transform(table.repartition(50, functions.lit(1)))));
    assertEquals(0, model.transform(table.limit(0)).count());
  }

  @Test
  void aScoredTableJoinsWithWhatItCameFrom() {
    Dataset<Row> table = points(20);
    Dataset<Row> scored = model().transform(table);
    assertEquals(20, scored.join(table.select("id"), "id").count());
    assertEquals(20, table.select("id").join(scored, "id").count());
    Dataset<Row> twice = scored.as("a").join(scored.as("b"), "id");
    assertEquals(20, twice.filter("a.prediction = b.prediction").count());
    assertEquals(40, scored.union(scored).count());
    assertEquals(20, scored.intersect(scored.select("*")).count());
  }

  @Test
  void twoModelsInARow() {
    Dataset<Row> table = points(50);
    MlpRegressionModel regression = SmallModels.regression("r").setPredictionCol("number");
    Dataset<Row> both = regression.transform(model().transform(table));
    assertEquals(
        List.of("id", "features", "label", "rawPrediction", "probability", "prediction", "number"),
        List.of(both.columns()));
    List<Row> alone = byId(model().transform(table));
    List<Row> numbers = byId(regression.transform(table));
    List<Row> found = byId(both);
    for (int i = 0; i < 50; i++) {
      assertEquals(alone.get(i).<Vector>getAs("probability"), found.get(i).getAs("probability"));
      assertEquals(numbers.get(i).<Double>getAs("number"), found.get(i).getAs("number"));
    }
  }

  /** In a row that Spark's optimizer may take apart and put together again. */
  @Test
  void aModelOnAFilteredAndAggregatedScore() {
    Dataset<Row> scored = model().transform(points(90));
    long all = 0;
    for (Row row : scored.groupBy("prediction").count().collectAsList()) {
      long filtered = scored.filter(scored.col("prediction").equalTo(row.get(0))).count();
      assertEquals(row.getLong(1), filtered);
      all += filtered;
    }
    assertEquals(90, all);
    assertEquals(10, scored.select("prediction").limit(10).collectAsList().size());
    assertEquals(
        byId(scored.select("id", "prediction")),
        byId(model().transform(points(90).select("features", "id")).select("id", "prediction")));
  }

  @Test
  void sparseAndDenseGiveTheSameBits() {
    long seed = 21;
    RandomStream random = new RandomStream(seed);
    List<Row> dense = new ArrayList<>();
    List<Row> sparse = new ArrayList<>();
    List<Row> mixed = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double[] x = {
        random.nextInt(2) == 0 ? 0 : random.nextGaussian(),
        random.nextInt(3) == 0 ? -0.0 : random.nextGaussian()
      };
      Vector full = Vectors.dense(x);
      dense.add(RowFactory.create(i, full, 0.0));
      sparse.add(RowFactory.create(i, full.toSparse(), 0.0));
      mixed.add(RowFactory.create(i, i % 3 == 0 ? full : full.toSparse(), 0.0));
    }
    String[] outputs = {"rawPrediction", "probability", "prediction"};
    List<Row> expected = byId(outputs(dense, outputs));
    assertEquals(expected, byId(outputs(sparse, outputs)), "seed " + seed);
    assertEquals(expected, byId(outputs(mixed, outputs)), "seed " + seed);
    for (int i = 0; i < 20; i++) {
      assertEquals(
          model().predictProbability((Vector) dense.get(i).get(1)),
          model().predictProbability((Vector) sparse.get(i).get(1)),
          "seed " + seed);
    }
  }

  private Dataset<Row> outputs(List<Row> rows, String... columns) {
    return model().transform(table(LABELLED, rows).coalesce(1)).select("id", columns);
  }

  @Test
  void anEmptyNameLeavesAColumnOut() {
    Dataset<Row> table = points(10);
    MlpClassificationModel only =
        model().setRawPredictionCol("").setProbabilityCol("").setPredictionCol("guess");
    assertEquals(
        List.of("id", "features", "label", "guess"), List.of(only.transform(table).columns()));
    assertEquals(
        List.of("id", "features", "label", "guess"),
        List.of(only.transformSchema(table.schema()).fieldNames()));
    MlpClassificationModel raw = model().setPredictionCol("").setProbabilityCol("");
    assertEquals(
        List.of("id", "features", "label", "rawPrediction"),
        List.of(raw.transform(table).columns()));
    assertEquals(3, vector(raw.transform(table).first(), "rawPrediction").size());
    MlpRegressionModel none = SmallModels.regression("r").setPredictionCol("");
    assertEquals(byId(table), byId(none.transform(table)));
  }

  @Test
  void parametersOfOneCallStayOutOfTheModel() {
    Dataset<Row> table = points(10);
    MlpClassificationModel model = model();
    Dataset<Row> scored =
        model.transform(
            table.withColumnRenamed("features", "x"),
            new ParamMap().put(model.featuresCol(), "x").put(model.predictionCol(), "p"));
    assertEquals(
        List.of("id", "x", "label", "rawPrediction", "probability", "p"),
        List.of(scored.columns()));
    assertEquals("prediction", model.getPredictionCol());
    assertEquals(6, model.transform(table).columns().length);
  }

  @Test
  void metadataGivesTheClassesTheirNames() {
    Dataset<Row> scored = model().transform(points(30));
    StructType schema = scored.schema();
    NominalAttribute prediction =
        (NominalAttribute) Attribute.fromStructField(schema.apply("prediction"));
    assertArrayEquals(new String[] {"red", "green", "blue"}, prediction.values().get());
    assertEquals(3, AttributeGroup.fromStructField(schema.apply("probability")).size());
    assertEquals(3, AttributeGroup.fromStructField(schema.apply("rawPrediction")).size());
    assertEquals(model().transformSchema(points(1).schema()), schema);
    IndexToString names = new IndexToString().setInputCol("prediction").setOutputCol("colour");
    for (Row row : names.transform(scored).collectAsList()) {
      int guess = (int) row.getDouble(row.fieldIndex("prediction"));
      assertEquals(List.of("red", "green", "blue").get(guess), row.getAs("colour"));
    }
    NominalAttribute bare =
        (NominalAttribute)
            Attribute.fromStructField(
                SmallModels.classification("m").transform(points(3)).schema().apply("prediction"));
    assertTrue(bare.values().isEmpty());
    assertEquals(3, bare.getNumValues().get());
    assertEquals(List.of(), SmallModels.classification("m").labels());
  }

  @Test
  void stringAndBooleanLabelsGiveTheirNamesBack() {
    Dataset<Row> table =
        clouds(2, 80, 2)
            .withColumn("kind", functions.expr("if(label = 0, 'dog', 'cat')"))
            .withColumn("truth", functions.expr("label = 1"));
    MlpClassifier classifier =
        new MlpClassifier()
            .setHiddenLayers(8)
            .setEpochs(6)
            .setLearningRate(0.05)
            .setBatchSize(16)
            .setShards(2)
            .setProgress(false);
    MlpClassificationModel kinds = classifier.setLabelCol("kind").fit(table);
    assertEquals(List.of("cat", "dog"), kinds.labels());
    IndexToString names = new IndexToString().setInputCol("prediction").setOutputCol("guess");
    long right = names.transform(kinds.transform(table)).filter("guess = kind").count();
    assertTrue(right > 70, "right: " + right);
    assertEquals(right / 80.0, kinds.evaluate(table).accuracy(), 1e-12);

    MlpClassificationModel truths = classifier.setLabelCol("truth").fit(table);
    assertEquals(List.of("false", "true"), truths.labels());
    long rightTruths = truths.transform(table).filter("truth = (prediction = 1)").count();
    assertEquals(rightTruths / 80.0, truths.evaluate(table).accuracy(), 1e-12);
  }

  /** Spark ML's rule: the largest probability / threshold; 0 wins over all that is possible. */
  @Test
  void thresholdsShiftThePrediction() {
    Dataset<Row> table = points(60);
    double[][] all = {{1, 1, 1}, {0.1, 1, 1}, {1, 0.2, 5}, {0, 1, 1}, {1, 1, 0}, {3, 2, 0.5}};
    for (double[] thresholds : all) {
      MlpClassificationModel model = model().setThresholds(thresholds);
      for (Row row : model.transform(table).collectAsList()) {
        double[] p = vector(row, "probability").toArray();
        double[] scaled = new double[3];
        for (int i = 0; i < 3; i++) {
          scaled[i] = p[i] / thresholds[i];
        }
        int best = 0;
        for (int i = 1; i < 3; i++) {
          best = scaled[i] > scaled[best] ? i : best;
        }
        assertEquals(best, row.<Double>getAs("prediction"), Arrays.toString(thresholds));
        assertEquals(best, model.predict(vector(row, "features")), Arrays.toString(thresholds));
      }
    }
  }

  @Test
  void aStreamIsScoredAsItComes() throws Exception {
    Dataset<Row> first = points(40);
    String source = folder.resolve("in").toString();
    first.repartition(2).write().parquet(source);
    Dataset<Row> stream =
        spark().readStream().schema(first.schema()).option("maxFilesPerTrigger", 1).parquet(source);
    Dataset<Row> scored = model().transform(stream);
    assertTrue(scored.isStreaming());
    StreamingQuery query =
        scored
            .writeStream()
            .outputMode("append")
            .format("memory")
            .queryName("scored")
            .option("checkpointLocation", folder.resolve("checkpoint").toString())
            .trigger(Trigger.AvailableNow())
            .start();
    try {
      assertTrue(query.awaitTermination(60_000));
    } finally {
      query.stop();
    }
    assertEquals(
        byId(model().transform(first).select("id", "probability", "prediction")),
        byId(spark().table("scored").select("id", "probability", "prediction")));
    assertTrue(query.recentProgress().length >= 2);
  }

  @Test
  void theWeightsAreSharedByAllTablesAndCopies() {
    MlpClassificationModel model = model();
    Dataset<Row> table = points(10);
    model.transform(table);
    long first = nextBroadcast();
    for (int i = 0; i < 20; i++) {
      model.transform(table);
      model.copy(new ParamMap().put(model.predictionCol(), "p" + i)).transform(table);
    }
    assertEquals(first + 1, nextBroadcast());
  }

  /** Spark numbers its broadcasts. */
  private long nextBroadcast() {
    Broadcast<Integer> probe = sc().broadcast(1);
    long id = probe.id();
    probe.destroy();
    return id;
  }

  @Test
  void aMillionRowsTakeNoMemory() {
    MlpClassificationModel model = model();
    Dataset<Row> table =
        spark()
            .range(0, 1_000_000, 1, 4)
            .selectExpr("id", "array(id % 7 - 3.0D, id % 11 - 5.0D) as features");
    Dataset<Row> totals =
        model.transform(table).groupBy("prediction").agg(functions.count("*"), functions.sum("id"));
    totals.collectAsList();
    long before = usedHeap();
    List<Row> rows = totals.collectAsList();
    long after = usedHeap();
    assertEquals(1_000_000, rows.stream().mapToLong(row -> row.getLong(1)).sum());
    assertTrue(after - before < 4 << 20, "grown by " + (after - before) + " bytes");
    assertFalse(rows.isEmpty());
  }

  private static long usedHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}

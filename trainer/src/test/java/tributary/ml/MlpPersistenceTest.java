package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;
import tributary.io.HostileJson;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;
import tributary.io.ModelFormatException;
import tributary.io.Scorer;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.Initializer;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;
import tributary.spark.FaultyFileSystem;

/** Estimators and models saved and read again, and everything that must not be read. */
final class MlpPersistenceTest extends EstimatorTest {
  private static final Path SAVED = Path.of("src/test/resources/tributary/ml").toAbsolutePath();

  @TempDir private Path folder;

  private MlpClassificationModel classification = SmallModels.classification("replaced");
  private MlpRegressionModel regression = SmallModels.regression("replaced");
  private Dataset<Row> classes;
  private Dataset<Row> numbers;

  @BeforeAll
  void train() {
    Dataset<Row> named =
        clouds(3, 200, 3)
            .selectExpr("id", "features", "concat('class ', cast(label as int)) as name");
    classes =
        new StringIndexer()
            .setInputCol("name")
            .setOutputCol("label")
            .setStringOrderType("alphabetDesc")
            .fit(named)
            .transform(named);
    numbers = hills(4, 150);
    classification =
        new MlpClassifier("classes")
            .setHiddenLayers(8)
            .setEpochs(4)
            .setBatchSize(32)
            .setShards(2)
            .setLearningRate(0.05)
            .setValidationFraction(0.2)
            .setThresholds(0.5, 1, 1)
            .setProgress(false)
            .fit(classes);
    regression =
        new MlpRegressor("numbers")
            .setHiddenLayers(8)
            .setEpochs(4)
            .setBatchSize(32)
            .setShards(2)
            .setLoss("huber")
            .setProgress(false)
            .fit(numbers);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Path metadata(String name) {
    return folder.resolve(name).resolve("metadata").resolve("part-00000");
  }

  private static Map<String, String> values(PipelineStage stage) {
    Map<String, String> values = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      if (stage.isSet(param) && !param.name().equals(InitialModelParam.NAME)) {
        values.put(param.name(), json(stage, param));
      }
    }
    return values;
  }

  private static <T> String json(PipelineStage stage, Param<T> param) {
    return param.jsonEncode(stage.get(param).get());
  }

  private static void assertSame(MlpModel<?> saved, MlpModel<?> read, Dataset<Row> table) {
    assertEquals(saved.uid(), read.uid());
    assertEquals(values(saved), values(read));
    assertEquals(saved.weightsSha256(), read.weightsSha256());
    assertArrayEquals(saved.weights(), read.weights());
    assertEquals(saved.labels(), read.labels());
    assertEquals(saved.networkSpec(), read.networkSpec());
    assertEquals(
        Json.compact(SummaryFormat.encode(saved.summary())),
        Json.compact(SummaryFormat.encode(read.summary())));
    assertEquals(saved.toString(), read.toString());
    assertEquals(saved.transformSchema(table.schema()), read.transformSchema(table.schema()));
    assertEquals(saved.transform(table).collectAsList(), read.transform(table).collectAsList());
  }

  @Test
  void aClassificationModelIsReadAsItWas() throws Exception {
    classification.write().save(path("m"));
    MlpClassificationModel read = MlpClassificationModel.load(path("m"));
    assertSame(classification, read, classes);
    assertEquals(List.of("class 2", "class 1", "class 0"), read.labels());
    assertEquals(classification.evaluate(classes).loss(), read.evaluate(classes).loss());
    assertFalse(read.hasParent());
  }

  @Test
  void aRegressionModelIsReadAsItWas() throws Exception {
    regression.save(path("m"));
    assertSame(regression, MlpRegressionModel.load(path("m")), numbers);
  }

  @Test
  void aModelWithoutASummaryStaysOne() throws Exception {
    SmallModels.classification("m", List.of("a", "b", "c")).save(path("m"));
    MlpClassificationModel read = MlpClassificationModel.load(path("m"));
    assertFalse(read.hasSummary());
    assertEquals(List.of("a", "b", "c"), read.labels());
    Exception none = assertThrows(IllegalStateException.class, read::summary);
    assertEquals(
        "m: no training summary, the model was made by another command; ask hasSummary",
        none.getMessage());
  }

  @Test
  void anEstimatorIsReadWithAllThatWasSet() throws Exception {
    NetworkSpec network =
        NetworkSpec.of(
            2,
            List.of(new DenseSpec(4, Activation.TANH), new DropoutSpec(0.25)),
            Initializer.HE,
            new LossSpec.SoftmaxCrossEntropy(3));
    MlpClassifier withNetwork = new MlpClassifier("a").setNetwork(network).setThresholds(1, 2, 3);
    MlpClassifier withLayers =
        new MlpClassifier("b")
            .setFeatureCols("x, y", "z")
            .setLayers(new DenseSpec(3, Activation.GELU), new DropoutSpec(0.5))
            .setInitialModel(classification)
            .setLearningRate(1e-3)
            .setSeed(Long.MIN_VALUE)
            .setMaxSteps(1L << 40)
            .setPredictionCol("")
            .setProgress(false);
    withNetwork.save(path("a"));
    withLayers.save(path("b"));
    MlpRegressor regressor = new MlpRegressor("r").setHuberDelta(2.5).setStandardizeTarget(false);
    regressor.save(path("r"));

    MlpClassifier a = MlpClassifier.load(path("a"));
    MlpClassifier b = MlpClassifier.read().load(path("b"));
    MlpRegressor r = MlpRegressor.load(path("r"));
    assertEquals(values(withNetwork), values(a));
    assertEquals(network, a.getNetwork());
    assertFalse(a.isSet(a.initialModel()));
    assertEquals(values(withLayers), values(b));
    assertArrayEquals(withLayers.getLayers(), b.getLayers());
    assertEquals("b", b.uid());
    assertSame(classification, b.value(b.initialModel()), classes);
    assertEquals(values(regressor), values(r));
    assertEquals(2.5, r.getHuberDelta());
  }

  @Test
  void nothingIsOverwrittenUnasked() throws Exception {
    classification.save(path("m"));
    byte[] before = Files.readAllBytes(metadata("m"));
    Exception refused = assertThrows(IOException.class, () -> classification.save(path("m")));
    assertEquals(
        path("m") + " already exists; use write().overwrite().save(path) to overwrite it",
        refused.getMessage());
    assertArrayEquals(before, Files.readAllBytes(metadata("m")));

    regression.write().overwrite().save(path("m"));
    assertSame(regression, MlpRegressionModel.load(path("m")), numbers);
    assertEquals(List.of("m"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A folder of documents, a streaming query's checkpoint, a file. */
  @Test
  void whatIsNoModelIsNeverOverwritten() throws Exception {
    Path documents = Files.createDirectories(folder.resolve("documents"));
    Files.writeString(documents.resolve("thesis.txt"), "chapter 1");
    Path checkpoint = Files.createDirectories(folder.resolve("checkpoint"));
    Files.writeString(checkpoint.resolve("metadata"), "{\"id\":\"1\"}");
    Path file = Files.writeString(folder.resolve("file"), "text");
    for (Path place : List.of(documents, checkpoint, file)) {
      Exception refused =
          assertThrows(
              IOException.class, () -> classification.write().overwrite().save(place.toString()));
      assertEquals(
          place + " is no saved estimator or model and is not overwritten; name another place",
          refused.getMessage());
    }
    assertEquals("chapter 1", Files.readString(documents.resolve("thesis.txt")));
    assertEquals("{\"id\":\"1\"}", Files.readString(checkpoint.resolve("metadata")));
    assertEquals("text", Files.readString(file));
    assertEquals(List.of("checkpoint", "documents", "file"), names());

    Files.createDirectories(folder.resolve("empty"));
    classification.write().overwrite().save(path("empty"));
    assertEquals(classification.weightsSha256(), read("empty").weightsSha256());
  }

  private MlpClassificationModel read(String name) {
    return MlpClassificationModel.load(path(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.safetensors", "model.json", "part-00000", "parity.safetensors"})
  void c8c17AFullDiskLeavesTheOldModel(String fullName) throws Exception {
    classification.save(path("m"));
    Configuration hadoop = sc().hadoopConfiguration();
    hadoop.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    hadoop.setBoolean("fs.faulty.impl.disable.cache", true);
    hadoop.set("faulty.fullName", fullName);
    hadoop.setLong("faulty.fullAfter", 20);
    try {
      Exception full =
          assertThrows(
              IOException.class,
              () -> regression.write().overwrite().save("faulty://" + path("m")));
      String message = String.valueOf(full.getMessage());
      assertTrue(message.contains(fullName), message);
      assertTrue(message.contains("No space left on device"), message);
    } finally {
      hadoop.unset("fs.faulty.impl");
      hadoop.unset("faulty.fullName");
      hadoop.unset("faulty.fullAfter");
    }
    assertSame(classification, read("m"), classes);
    assertEquals(List.of("m"), names());
  }

  /**
   * Whoever is killed does nothing more to the file system, not even tidy up; here it is gone from
   * the k-th change on, for all k.
   */
  @Test
  void c17KilledAtAnyChangeOfAnOverwritingOneWholeModelIsRead() throws Exception {
    Configuration hadoop = sc().hadoopConfiguration();
    hadoop.set("fs.faulty.impl", FaultyFileSystem.class.getName());
    hadoop.setBoolean("fs.faulty.impl.disable.cache", true);
    Map<String, Integer> read = new TreeMap<>();
    String first = classification.weightsSha256();
    MlpClassificationModel other = SmallModels.classification("other");
    try {
      boolean killed = true;
      int last = 0;
      for (int k = 1; killed; k++) {
        String at = path("m-" + k);
        classification.save(at);
        hadoop.setInt("faulty.goneAt", FaultyFileSystem.changes() + k);
        killed = overwriteFails(other, "faulty://" + at);
        hadoop.unset("faulty.goneAt");

        String found = MlpClassificationModel.load(at).weightsSha256();
        read.merge(found, 1, Integer::sum);
        assertEquals(found, ModelDirectory.read(at, hadoop).description().weightsSha256());
        Exception unasked = assertThrows(IOException.class, () -> classification.save(at));
        assertTrue(String.valueOf(unasked.getMessage()).contains("already exists"));
        assertEquals(found, MlpClassificationModel.load(at).weightsSha256(), "as it was");
        classification.write().overwrite().save(at);
        assertEquals(first, MlpClassificationModel.load(at).weightsSha256());
        assertEquals(k, names().size(), "something is left: " + names());
        last = k;
      }
      // The last change is to delete the old one; killed there, then again between the renames.
      String at = path("twice");
      classification.save(at);
      hadoop.setInt("faulty.goneAt", FaultyFileSystem.changes() + last);
      assertFalse(overwriteFails(other, "faulty://" + at));
      hadoop.setInt("faulty.goneAt", FaultyFileSystem.changes() + last);
      assertTrue(overwriteFails(classification, "faulty://" + at));
      hadoop.unset("faulty.goneAt");
      assertFalse(Files.exists(folder.resolve("twice")));
      assertEquals(other.weightsSha256(), MlpClassificationModel.load(at).weightsSha256());
    } finally {
      hadoop.unset("faulty.goneAt");
      hadoop.unset("fs.faulty.impl");
      hadoop.unset("fs.faulty.impl.disable.cache");
    }
    assertEquals(Set.of(first, other.weightsSha256()), read.keySet());
    assertTrue(read.getOrDefault(first, 0) > 10, read.toString());
  }

  private static boolean overwriteFails(MlpClassificationModel model, String path) {
    try {
      model.write().overwrite().save(path);
      return false;
    } catch (IOException e) {
      String told = String.valueOf(e.getMessage());
      assertTrue(told.contains("gone") || told.contains("is kept as"), told);
      return true;
    }
  }

  @Test
  void c9c17ARefusedRenamePutsTheOldModelBack() throws Exception {
    classification.save(path("m"));
    RefusingFileSystem.on(sc().hadoopConfiguration(), "m");
    Exception refused =
        assertThrows(
            IOException.class,
            () -> regression.write().overwrite().save("refusing://" + path("m")));
    assertTrue(
        String.valueOf(refused.getMessage())
            .endsWith(": the file system would not; is the parent writable?"),
        refused::toString);
    assertSame(classification, read("m"), classes);
    assertEquals(List.of("m"), names());
  }

  @Test
  void aPipelineIsSavedAndReadWithThem() throws Exception {
    StructType schema =
        new StructType()
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("label", DataTypes.DoubleType);
    List<Row> rows = new ArrayList<>();
    for (Row row : clouds(5, 100, 3).collectAsList()) {
      double[] x = vector(row, "features").toArray();
      rows.add(RowFactory.create(x[0], x[1], row.getDouble(2)));
    }
    Dataset<Row> table = table(schema, rows);
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
    MlpClassifier classifier =
        new MlpClassifier("c").setHiddenLayers(4).setEpochs(2).setShards(2).setProgress(false);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {assembler, classifier});
    PipelineModel model = pipeline.fit(table);

    pipeline.write().overwrite().save(path("pipeline"));
    model.write().overwrite().save(path("model"));
    model.write().overwrite().save(path("model"));
    Pipeline readPipeline = Pipeline.load(path("pipeline"));
    PipelineModel readModel = PipelineModel.load(path("model"));

    assertEquals(values(classifier), values((MlpClassifier) readPipeline.getStages()[1]));
    assertEquals(
        model.transform(table).collectAsList(), readModel.transform(table).collectAsList());
    assertEquals(
        ((MlpClassificationModel) model.stages()[1]).weightsSha256(),
        ((MlpClassificationModel) readPipeline.fit(table).stages()[1]).weightsSha256());
  }

  private String refusal(Runnable load) {
    return String.valueOf(assertThrows(UncheckedIOException.class, load::run).getMessage());
  }

  @Test
  void anotherClassIsRefusedByName() throws Exception {
    classification.save(path("m"));
    regression.save(path("r"));
    new MlpClassifier("e").save(path("e"));
    String end = "; load it with the class that saved it";
    assertEquals(
        metadata("m")
            + ": this is a tributary.ml.MlpClassificationModel, not a tributary.ml.MlpClassifier"
            + end,
        refusal(() -> MlpClassifier.load(path("m"))));
    assertEquals(
        metadata("r")
            + ": this is a tributary.ml.MlpRegressionModel, not a"
            + " tributary.ml.MlpClassificationModel"
            + end,
        refusal(() -> MlpClassificationModel.load(path("r"))));
    assertEquals(
        metadata("e")
            + ": this is a tributary.ml.MlpClassifier, not a tributary.ml.MlpRegressionModel"
            + end,
        refusal(() -> MlpRegressionModel.load(path("e"))));
    assertEquals(
        "read " + metadata("none") + ": there is no such file",
        refusal(() -> MlpClassifier.load(path("none"))));
    assertEquals(
        path("none")
            + " holds no model (model.json is missing, also in "
            + path("none/model")
            + "); name a run directory or its model folder",
        refusal(() -> MlpClassificationModel.load(path("none"))));
  }

  @Test
  void c1c2EveryDamageOfTheMetadataIsRefused() throws Exception {
    classification.save(path("m"));
    Path file = metadata("m");
    byte[] good = Files.readAllBytes(file);
    for (int length = 0; length < good.length; length++) {
      refused(Arrays.copyOf(good, length), "cut to " + length);
    }
    for (int i = 0; i < good.length; i++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] bad = good.clone();
        bad[i] ^= (byte) bit;
        refused(bad, "byte " + i + " with bit " + bit);
      }
    }
    long seed = 9;
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      String message = refusal(() -> read("m"));
      assertTrue(message.startsWith(file + ": "), () -> message + " seed " + seed);
    }
  }

  private void refused(byte[] bytes, String what) {
    Exception refused =
        assertThrows(
            ModelFormatException.class,
            () -> SavedStage.parse("FILE", bytes, MlpClassificationModel.class),
            what);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith("FILE: "), () -> what + ": " + message);
  }

  @Test
  void c5AForgedMetadataFileIsRefusedOrMeansWhatItSays() throws Exception {
    classification.save(path("m"));
    JsonObject sound = (JsonObject) Json.parse(Files.readString(metadata("m")));
    int accepted = 0;
    for (long seed = 0; seed < 1_000; seed++) {
      Map<String, JsonValue> forged =
          new LinkedHashMap<>(HostileJson.damaged(sound, new RandomStream(seed)).members());
      forged.remove("sha256");
      String body = Json.compact(new JsonObject(forged));
      byte[] line = sealed(body).getBytes(StandardCharsets.UTF_8);
      try {
        SavedStage stage = SavedStage.parse("FILE", line, MlpClassificationModel.class);
        stage.setOn("FILE", classification.copy(ParamMap.empty()));
        accepted++;
      } catch (ModelFormatException e) {
        assertTrue(e.getMessage().startsWith("FILE: "), "seed " + seed + ": " + e.getMessage());
      } catch (RuntimeException | Error e) {
        fail("seed " + seed + ": " + body, e);
      }
    }
    assertTrue(accepted < 500, accepted + " accepted");
  }

  /** Records that somebody looked it up. */
  static final class Trap {
    static {
      System.setProperty("tributary.test.trap", "sprung");
    }
  }

  @Test
  void c18NoClassThatAFileNamesIsLookedUp() throws Exception {
    classification.save(path("m"));
    String trap = MlpPersistenceTest.class.getName() + "$Trap";
    forge("m", MlpClassificationModel.class.getName(), trap);
    String message = refusal(() -> read("m"));
    assertEquals(
        metadata("m")
            + ": this is a "
            + trap
            + ", not a tributary.ml.MlpClassificationModel; load it with the class that saved it",
        message);
    assertEquals(null, System.getProperty("tributary.test.trap"));
    // Proof that the trap works.
    Class.forName(trap);
    assertEquals("sprung", System.clearProperty("tributary.test.trap"));
  }

  /** Replaces text in the metadata and seals it anew, as somebody with bad intentions would. */
  private void forge(String name, String from, String to) throws Exception {
    String line = Files.readString(metadata(name));
    String body = line.substring(0, line.indexOf(",\"sha256\":")) + "}";
    assertTrue(body.contains(from), body);
    String forged = body.replace(from, to);
    Files.writeString(metadata(name), sealed(forged));
  }

  private static String sealed(String body) throws NoSuchAlgorithmException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
    return body.substring(0, body.length() - 1)
        + ",\"sha256\":\""
        + HexFormat.of().formatHex(hash)
        + "\"}\n";
  }

  private String refusalOf(String from, String to) throws Exception {
    classification.write().overwrite().save(path("m"));
    forge("m", from, to);
    String message = refusal(() -> read("m"));
    assertTrue(message.startsWith(metadata("m") + ": "), message);
    return message.substring(metadata("m").toString().length() + 2);
  }

  @Test
  void aForgedFileIsRefusedWithItsReason() throws Exception {
    assertEquals(
        "format version 2, this build reads 1 to 1; upgrade Tributary",
        refusalOf("\"formatVersion\":1", "\"formatVersion\":2"));
    assertEquals(
        "format version 0, this build reads 1 to 1; the file is damaged",
        refusalOf("\"formatVersion\":1", "\"formatVersion\":0"));
    assertTrue(
        refusalOf("\"epochs\":4", "\"epochz\":4")
            .startsWith("there is no parameter epochz; the parameters are [activation, "));
    assertEquals(
        "parameter epochs is 0: classes: epochs is 0; it must be at least 1",
        refusalOf("\"epochs\":4", "\"epochs\":0"));
    assertEquals(
        "parameter epochs is \"x\"",
        refusalOf("\"epochs\":4", "\"epochs\":\"x\"").substring(0, 23));
    assertEquals("parameter loss is 4: expected a text", refusalOf("\"epochs\":4", "\"loss\":4"));
    assertEquals(
        "parameter labelCol is {\"class\":\"vector\",\"type\":1,\"values\":[1.0]}: expected a text",
        refusalOf(
            "\"epochs\":4", "\"labelCol\":{\"class\":\"vector\",\"type\":1,\"values\":[1.0]}"));
    assertEquals(
        "parameter predictionCol is null: expected a text",
        refusalOf("\"epochs\":4", "\"predictionCol\":null"));
    assertEquals(
        "parameter network is 4: network: is 4, expected an object",
        refusalOf("\"epochs\":4", "\"network\":4"));
    assertEquals(
        "there are 2 labels but the model has 3 classes; the files are of two models, take them"
            + " from one",
        refusalOf("\"labels\":[\"class 2\",\"class 1\",", "\"labels\":[\"class 2\","));
    assertEquals(
        "the training gave the weights 00 but those in the folder are "
            + classification.weightsSha256()
            + "; the files are of two models, take them from one",
        refusalOf(classification.weightsSha256(), "00"));
    assertTrue(
        refusalOf("\"health\":{", "\"health\":{\"more\":1,").contains("more is not a field of"));
    assertTrue(refusalOf("\"dead\":0", "\"dead\":-7").contains("dead is -7, expected a whole"));
  }

  @Test
  void anInitialModelIsNoParameterOfAFile() throws Exception {
    new MlpClassifier("e").setEpochs(3).save(path("e"));
    forge("e", "\"epochs\":3", "\"initialModel\":\"x\"");
    assertEquals(
        metadata("e")
            + ": parameter initialModel is \"x\": initialModel: a model is no JSON; the estimator's"
            + " own reader takes it from its folder",
        refusal(() -> MlpClassifier.load(path("e"))));
  }

  /** The metadata says classifier, the network predicts a number. */
  @Test
  void aModelOfAnotherTaskIsRefused() throws Exception {
    regression.save(path("m"));
    String line =
        new SavedStage(
                MlpClassificationModel.class.getName(),
                "3.5.7",
                "m",
                Map.of(),
                List.of(),
                Optional.empty())
            .line();
    Files.writeString(metadata("m"), line);
    assertEquals(
        path("m")
            + ": this model predicts [label], which a MlpClassificationModel does not; load it with"
            + " another class or use jobs/tributary predict",
        refusal(() -> read("m")));
  }

  @Test
  void aDamagedNetworkIsRefused() throws Exception {
    classification.save(path("m"));
    Path weights = folder.resolve("m").resolve("weights.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertTrue(
        refusal(() -> read("m")).endsWith("; the files are damaged or not a pair"),
        () -> refusal(() -> read("m")));
    Files.delete(weights);
    assertTrue(refusal(() -> read("m")).contains("weights.safetensors: there is no such file"));
  }

  @Test
  void theScorerReadsASavedModel() throws Exception {
    classification.save(path("m"));
    regression.save(path("r"));
    Scorer scorer = Scorer.load(folder.resolve("m"));
    for (Row row : classification.transform(classes).limit(50).collectAsList()) {
      Vector features = vector(row, "features");
      double[] found = scorer.predict(Map.of("features", features.toArray()));
      assertArrayEquals(vector(row, "probability").toArray(), found, 1e-6);
    }
    Scorer numbersScorer = Scorer.load(folder.resolve("r"));
    for (Row row : regression.transform(numbers).limit(50).collectAsList()) {
      double[] found = numbersScorer.predict(Map.of("features", vector(row, "features").toArray()));
      assertEquals(row.<Double>getAs("prediction"), found[0], 1e-3);
    }
  }

  @Test
  void aSerializedModelPredictsTheSame() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(classification);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MlpClassificationModel read = (MlpClassificationModel) in.readObject();
      assertEquals(values(classification), values(read));
      assertEquals(classification.weightsSha256(), read.weightsSha256());
      assertEquals(
          classification.transform(classes).collectAsList(),
          read.transform(classes).collectAsList());
      Vector features = Vectors.dense(1, 20);
      assertEquals(classification.predictProbability(features), read.predictProbability(features));
      assertFalse(read.hasSummary());
    }
  }

  /** Written by the version that is named; never to be written again. */
  @ParameterizedTest
  @ValueSource(strings = {"saved-1"})
  void modelsOfEveryVersionAreRead(String version) throws Exception {
    Path saved = SAVED.resolve(version);
    MlpClassificationModel classifier =
        MlpClassificationModel.load(saved.resolve("classifier").toString());
    assertEquals(List.of("class 2", "class 1", "class 0"), classifier.labels());
    assertEquals(4, classifier.summary().epochs().size());
    assertArrayEquals(new double[] {0.5, 1, 1}, classifier.getThresholds());
    for (String line : Files.readAllLines(saved.resolve("classifier.csv"))) {
      double[] row = Stream.of(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      Vector features = Vectors.dense(row[0], row[1]);
      assertArrayEquals(
          new double[] {row[2], row[3], row[4]},
          classifier.predictProbability(features).toArray(),
          1e-5);
      assertEquals(row[5], classifier.predict(features));
    }
    MlpRegressionModel regressor = MlpRegressionModel.load(saved.resolve("regressor").toString());
    for (String line : Files.readAllLines(saved.resolve("regressor.csv"))) {
      double[] row = Stream.of(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
      assertEquals(row[3], regressor.predict(Vectors.dense(row[0], row[1], row[2])), 1e-5 * row[3]);
    }
    MlpClassifier estimator = MlpClassifier.load(saved.resolve("estimator").toString());
    assertEquals(3, estimator.getEpochs());
    assertArrayEquals(new int[] {5, 4}, estimator.getHiddenLayers());
    assertEquals(
        classifier.weightsSha256(), estimator.value(estimator.initialModel()).weightsSha256());
  }
}

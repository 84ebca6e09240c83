package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.Initializer;
import tributary.nn.LayerSpec;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** The parameters as Spark ML knows parameters; no Spark context is needed. */
final class MlpParamsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private static final NetworkSpec NETWORK =
      NetworkSpec.of(
          2,
          List.of(new DenseSpec(4, Activation.TANH)),
          Initializer.AUTO,
          new LossSpec.SoftmaxCrossEntropy(3));

  static Stream<Arguments> estimators() {
    return Stream.of(
        Arguments.of(new MlpClassifier("c")),
        Arguments.of(new MlpRegressor("r")),
        Arguments.of(SmallModels.classification("cm")),
        Arguments.of(SmallModels.regression("rm")));
  }

  /** What Spark's own suite asks of all its stages. */
  @ParameterizedTest
  @MethodSource("estimators")
  void everyParameterHasAGetterOfItsNameADocAndItsOwner(PipelineStage stage) throws Exception {
    List<String> names = Arrays.stream(stage.params()).map(Param::name).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertEquals(names.size(), new HashSet<>(names).size());
    for (Param<?> param : stage.params()) {
      assertEquals(stage.uid(), param.parent());
      assertFalse(param.doc().isBlank(), param.name());
      Method getter = stage.getClass().getMethod(param.name());
      assertTrue(Modifier.isPublic(getter.getModifiers()));
      assertSame(param, getter.invoke(stage), "the same object each time: " + param.name());
      assertSame(param, stage.getParam(param.name()));
      assertTrue(stage.hasParam(param.name()));
    }
    assertFalse(stage.hasParam("maxIter"));
  }

  @Test
  void theParametersAreThese() {
    String shared =
        "activation, batchSize, beta1, beta2, clipNorm, clipValue, decayEvery, decayFactor, epochs,"
            + " execution, featureCols, featuresCol, handleInvalid, hiddenLayers, keepBest, labelCol, layers,"
            + " learningRate, loss, maxSteps, minDelta, momentum, nesterov, network, onNonFinite,"
            + " optimizer, patience, predictionCol, progress, scaling, schedule, seed, shards,"
            + " storageLevel, tasks, validateEverySteps, validationFraction,"
            + " validationIndicatorCol, warmupEpochs, weightCol, weightDecay";
    assertEquals(
        sorted(shared + ", initialModel, rawPredictionCol, probabilityCol, thresholds"),
        names(new MlpClassifier()));
    assertEquals(
        sorted(shared + ", initialModel, standardizeTarget, huberDelta"),
        names(new MlpRegressor()));
    assertEquals(
        sorted(shared + ", rawPredictionCol, probabilityCol, thresholds"),
        names(SmallModels.classification("m")));
  }

  private static List<String> sorted(String names) {
    return Stream.of(names.split(", ", -1)).sorted().toList();
  }

  private static List<String> names(PipelineStage stage) {
    return Arrays.stream(stage.params()).map(Param::name).toList();
  }

  @Test
  void explainParamsNamesEachWithDefaultAndValue() {
    MlpClassifier classifier =
        new MlpClassifier("c").setEpochs(3).setHiddenLayers(5, 6).setThresholds(0.5, 1);
    List<String> lines = List.of(classifier.explainParams().split("\n", -1));

    assertEquals(classifier.params().length, lines.size());
    assertTrue(
        lines.contains("epochs: passes over the training rows (default: 10, current: 3)"),
        lines::toString);
    assertTrue(
        lines.contains(
            "patience: validations without a better loss before training stops; 0 for"
                + " never (default: 0)"));
    assertTrue(
        lines.contains(
            "hiddenLayers: how many units each hidden layer has (default: [256, 128], current:"
                + " [5, 6])"));
    assertTrue(
        lines.contains(
            "weightCol: the column with the weight of each row; without one all"
                + " weigh 1 (undefined)"));
    assertTrue(
        lines.stream()
            .anyMatch(l -> l.startsWith("thresholds: ") && l.endsWith("(current: [0.5, 1.0])")));
    assertTrue(
        lines.stream()
            .anyMatch(
                l ->
                    l.startsWith("activation: ")
                        && l.endsWith(
                            "identity, relu, leakyRelu, tanh, sigmoid, gelu, silu (default:"
                                + " relu)")),
        lines::toString);
    assertTrue(lines.stream().noneMatch(line -> line.contains("@")), lines::toString);
  }

  /** Key of jobs/…/reference.conf, value there; ours beside it. */
  static Stream<Arguments> referenceDefaults() {
    MlpRegressor r = new MlpRegressor();
    return Stream.of(
        Arguments.of("seed = 42", r.getSeed(), 42L),
        Arguments.of("shards = auto", r.getShards(), 0),
        Arguments.of("tasks = auto", r.getTasks(), 0),
        Arguments.of("execution = auto", r.getExecution(), "auto"),
        Arguments.of("storageLevel", r.getStorageLevel(), "MEMORY_AND_DISK"),
        Arguments.of("data.invalid", r.getHandleInvalid(), "error"),
        Arguments.of("data.scaling", r.getScaling(), "standardize"),
        Arguments.of("data.standardizeTarget", r.getStandardizeTarget(), true),
        Arguments.of("data.validation.fraction", r.getValidationFraction(), 0.0),
        Arguments.of("network.activation", r.getActivation(), "relu"),
        Arguments.of("network.layers", Arrays.toString(r.getHiddenLayers()), "[256, 128]"),
        Arguments.of("network.loss", r.getLoss(), "auto"),
        Arguments.of("network.huberDelta", r.getHuberDelta(), 1.0),
        Arguments.of("training.epochs", r.getEpochs(), 10),
        Arguments.of("training.batchSize", r.getBatchSize(), 256),
        Arguments.of("training.learningRate", r.getLearningRate(), 0.01),
        Arguments.of("training.clipNorm = off", r.getClipNorm(), 0.0),
        Arguments.of("training.clipValue = off", r.getClipValue(), 0.0),
        Arguments.of("training.optimizer", r.getOptimizer(), "sgd"),
        Arguments.of("training.momentum", r.getMomentum(), 0.9),
        Arguments.of("training.nesterov", r.getNesterov(), false),
        Arguments.of("training.weightDecay", r.getWeightDecay(), 0.0),
        Arguments.of("training.beta1", r.getBeta1(), 0.9),
        Arguments.of("training.beta2", r.getBeta2(), 0.999),
        Arguments.of("training.epsilon", RunText.ADAM_EPSILON, 1e-8),
        Arguments.of("training.schedule.kind", r.getSchedule(), "constant"),
        Arguments.of("training.schedule.warmupEpochs", r.getWarmupEpochs(), 0.0),
        Arguments.of("training.schedule.every", r.getDecayEvery(), 1.0),
        Arguments.of("training.schedule.factor", r.getDecayFactor(), 0.5),
        Arguments.of("training.validateEverySteps", r.getValidateEverySteps(), 0),
        Arguments.of("training.patience", r.getPatience(), 0),
        Arguments.of("training.minDelta", r.getMinDelta(), 0.0),
        Arguments.of("training.keepBest", r.getKeepBest(), true),
        Arguments.of("training.maxSteps", r.getMaxSteps(), 0L),
        Arguments.of("training.onNonFinite", r.getOnNonFinite(), "stop"));
  }

  @ParameterizedTest
  @MethodSource("referenceDefaults")
  void defaultsAreThoseOfAJob(String key, Object found, Object inReferenceConf) {
    assertEquals(inReferenceConf, found, key);
  }

  @Test
  void columnDefaultsAreSparkMls() {
    MlpClassifier classifier = new MlpClassifier();
    assertEquals("features", classifier.getFeaturesCol());
    assertEquals("label", classifier.getLabelCol());
    assertEquals("prediction", classifier.getPredictionCol());
    assertEquals("rawPrediction", classifier.getRawPredictionCol());
    assertEquals("probability", classifier.getProbabilityCol());
    for (Param<?> param :
        List.of(
            classifier.weightCol(),
            classifier.validationIndicatorCol(),
            classifier.thresholds(),
            classifier.layers(),
            classifier.network(),
            classifier.initialModel())) {
      assertFalse(classifier.isDefined(param), param.name());
    }
  }

  private static Arguments bad(Consumer<MlpClassifier> setter, String message) {
    return Arguments.of(setter, "u: " + message);
  }

  static Stream<Arguments> badValues() {
    String column = "; it must be the name of a column";
    String given = "; it must be a value; clear the parameter to be rid of it";
    String below1 = "; it must be from 0 to below 1";
    String least0 = "; it must be at least 0";
    return Stream.of(
        bad(c -> c.setFeaturesCol(""), "featuresCol is " + column),
        bad(c -> c.setLabelCol(" "), "labelCol is  " + column),
        bad(c -> c.setWeightCol(""), "weightCol is " + column),
        bad(c -> c.setValidationIndicatorCol(""), "validationIndicatorCol is " + column),
        bad(c -> c.setLabelCol(nothing()), "labelCol is null" + given),
        bad(c -> c.setPredictionCol(nothing()), "predictionCol is null" + given),
        bad(c -> c.setRawPredictionCol(nothing()), "rawPredictionCol is null" + given),
        bad(c -> c.setActivation(nothing()), "activation is null" + given),
        bad(c -> c.setNetwork(nothing()), "network is null" + given),
        bad(c -> c.setHiddenLayers((int[]) nothing()), "hiddenLayers is null" + given),
        bad(c -> c.setInitialModel(nothing()), "initialModel is null" + given),
        bad(
            c -> c.setFeatureCols("a", ""),
            "featureCols is [a, ]; it must be a list of names of columns"),
        bad(
            c -> c.setFeatureCols("a", nothing()),
            "featureCols is [a, null]; it must be a list of names of columns"),
        bad(
            c -> c.setLayers(new DenseSpec(1, Activation.RELU), nothing()),
            "layers is ["
                + new DenseSpec(1, Activation.RELU)
                + ", null]; it must be a list of layers"),
        bad(
            c -> c.setHiddenLayers(3, 0),
            "hiddenLayers is [3, 0]; it must be a list of widths of at least 1"),
        bad(c -> c.setValidationFraction(1), "validationFraction is 1.0" + below1),
        bad(c -> c.setValidationFraction(-0.1), "validationFraction is -0.1" + below1),
        bad(c -> c.setValidationFraction(Double.NaN), "validationFraction is NaN" + below1),
        bad(
            c -> c.setActivation("ReLU"),
            "activation is ReLU; it must be one of identity, relu, leakyRelu, tanh, sigmoid, gelu,"
                + " silu"),
        bad(
            c -> c.setLoss("huber"),
            "loss is huber; it must be one of auto, softmaxCrossEntropy, binaryCrossEntropy"),
        bad(
            c -> c.setScaling("minmax"),
            "scaling is minmax; it must be one of standardize, range, none"),
        bad(
            c -> c.setHandleInvalid("keep"),
            "handleInvalid is keep; it must be one of error, skip"),
        bad(c -> c.setEpochs(0), "epochs is 0; it must be at least 1"),
        bad(c -> c.setMaxSteps(-1), "maxSteps is -1" + least0),
        bad(c -> c.setBatchSize(0), "batchSize is 0; it must be at least 1"),
        bad(c -> c.setLearningRate(0), "learningRate is 0.0; it must be above 0"),
        bad(
            c -> c.setLearningRate(Double.POSITIVE_INFINITY),
            "learningRate is Infinity; it must be above 0"),
        bad(
            c -> c.setSchedule("linear"),
            "schedule is linear; it must be one of constant, step, exponential, cosine, oneCycle"),
        bad(c -> c.setWarmupEpochs(-1), "warmupEpochs is -1.0" + least0),
        bad(c -> c.setDecayEvery(0), "decayEvery is 0.0; it must be above 0"),
        bad(c -> c.setDecayFactor(1.5), "decayFactor is 1.5; it must be above 0 and at most 1"),
        bad(c -> c.setOptimizer("adam"), "optimizer is adam; it must be one of sgd, adamW"),
        bad(c -> c.setMomentum(1), "momentum is 1.0" + below1),
        bad(c -> c.setWeightDecay(-1), "weightDecay is -1.0" + least0),
        bad(c -> c.setBeta1(1), "beta1 is 1.0" + below1),
        bad(c -> c.setBeta2(-1), "beta2 is -1.0" + below1),
        bad(c -> c.setClipNorm(-1), "clipNorm is -1.0" + least0),
        bad(c -> c.setClipValue(-1), "clipValue is -1.0" + least0),
        bad(c -> c.setValidateEverySteps(-1), "validateEverySteps is -1" + least0),
        bad(c -> c.setPatience(-1), "patience is -1" + least0),
        bad(c -> c.setMinDelta(-1), "minDelta is -1.0" + least0),
        bad(
            c -> c.setOnNonFinite("ignore"),
            "onNonFinite is ignore; it must be one of stop, skip, rollback"),
        bad(c -> c.setShards(-1), "shards is -1" + least0),
        bad(c -> c.setTasks(-1), "tasks is -1" + least0),
        bad(
            c -> c.setExecution("barrier"),
            "execution is barrier; it must be one of auto, job, resident"),
        bad(
            c -> c.setStorageLevel("NONE"),
            "storageLevel is NONE; it must be one of MEMORY_AND_DISK, MEMORY_ONLY,"
                + " MEMORY_AND_DISK_SER, MEMORY_ONLY_SER, DISK_ONLY, OFF_HEAP"),
        bad(
            c -> c.setThresholds(0, 0, 1),
            "thresholds is [0.0, 0.0, 1.0]; it must be numbers of at least 0, not more than one of"
                + " them 0"),
        bad(
            c -> c.setThresholds(-1, 1),
            "thresholds is [-1.0, 1.0]; it must be numbers of at least 0, not more than one of"
                + " them 0"),
        bad(
            c -> c.setThresholds(1, Double.NaN),
            "thresholds is [1.0, NaN]; it must be numbers of at least 0, not more than one of them"
                + " 0"));
  }

  /** What a caller may pass in spite of the annotations. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <T> T nothing() {
    @Nullable T none = null;
    return none;
  }

  @ParameterizedTest
  @MethodSource("badValues")
  void aBadValueIsRefusedAtOnce(Consumer<MlpClassifier> setter, String message) {
    MlpClassifier classifier = new MlpClassifier("u");
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> setter.accept(classifier));
    assertEquals(message, refused.getMessage());
    assertEquals(0, setParams(classifier).size());
  }

  private static Set<String> setParams(PipelineStage stage) {
    Set<String> set = new HashSet<>();
    for (Param<?> param : stage.params()) {
      if (stage.isSet(param)) {
        set.add(param.name());
      }
    }
    return set;
  }

  @Test
  void aRegressorRefusesALossOfClasses() {
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new MlpRegressor("u").setLoss("softmaxCrossEntropy"));
    assertEquals(
        "u: loss is softmaxCrossEntropy; it must be one of auto, squaredError, huber",
        refused.getMessage());
  }

  @Test
  void anInitialModelIsOfTheEstimatorsKind() {
    MlpClassifier classifier = new MlpClassifier("u");
    Exception refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> classifier.set(classifier.initialModel(), SmallModels.regression("rm")));
    assertEquals(
        "u: initialModel is rm, a MlpRegressionModel; it must be a MlpClassificationModel",
        refused.getMessage());
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        bad(
            c -> c.setHiddenLayers(3).setNetwork(NETWORK),
            "of hiddenLayers, layers and network more than one is set; clear all but one"),
        bad(
            c -> c.setHiddenLayers(3).setLayers(new DenseSpec(2, Activation.RELU)),
            "of hiddenLayers, layers and network more than one is set; clear all but one"),
        bad(
            c -> c.setNetwork(NETWORK).setLoss("softmaxCrossEntropy"),
            "network and loss are both set but network says it all; clear one of them"),
        bad(
            c -> c.setLayers(new DenseSpec(2, Activation.RELU)).setActivation("tanh"),
            "layers and activation are both set but layers says it all; clear one of them"),
        bad(
            c -> c.setValidationIndicatorCol("held").setValidationFraction(0.5),
            "validationIndicatorCol and validationFraction are both set; validation rows come from"
                + " one of them, clear the other"),
        bad(
            c -> c.setPatience(3),
            "patience is 3 but there are no validation rows; set validationFraction or"
                + " validationIndicatorCol, or patience to 0"),
        bad(
            c -> c.setValidateEverySteps(5),
            "validateEverySteps is 5 but there are no validation rows; set validationFraction or"
                + " validationIndicatorCol, or validateEverySteps to 0"),
        bad(
            c -> c.setNesterov(true).setMomentum(0),
            "nesterov is set but momentum is 0; set a momentum such as 0.9"),
        bad(
            c -> c.setWarmupEpochs(2.5).setEpochs(2),
            "warmupEpochs is 2.5 but there are 2 epochs, so that the warm-up would never end; lower"
                + " it or train longer"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void contradictionsAreRefusedBySchemaAlone(Consumer<MlpClassifier> setter, String message) {
    MlpClassifier classifier = new MlpClassifier("u");
    setter.accept(classifier);
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> classifier.transformSchema(SCHEMA));
    assertEquals(message, refused.getMessage());
  }

  /** Else a grid over optimizers could not be set up. */
  @Test
  void whatMerelyHasNoEffectIsNoContradiction() {
    MlpClassifier classifier =
        new MlpClassifier("u")
            .setOptimizer("adamW")
            .setMomentum(0)
            .setNesterov(true)
            .setSchedule("oneCycle")
            .setWarmupEpochs(20)
            .setMinDelta(0.1);
    assertEquals(5, classifier.transformSchema(SCHEMA).length() - 1);
  }

  @Test
  void clearingOneEndsTheContradiction() {
    MlpClassifier classifier = new MlpClassifier("u").setHiddenLayers(3).setNetwork(NETWORK);
    classifier.clear(classifier.hiddenLayers());
    assertEquals(6, classifier.transformSchema(SCHEMA).length());
  }

  @Test
  void settersChainAndGiveTheConcreteType() {
    MlpClassifier classifier =
        new MlpClassifier()
            .setFeaturesCol("f")
            .setEpochs(2)
            .setSeed(1)
            .setThresholds(0.5, 0.5)
            .setLearningRate(0.5)
            .setProbabilityCol("p");
    MlpRegressor regressor = new MlpRegressor().setEpochs(2).setHuberDelta(2).setShards(3);
    MlpClassificationModel model =
        SmallModels.classification("m").setPredictionCol("p").setThresholds(1, 1, 1);

    assertEquals(6, setParams(classifier).size());
    assertEquals(3, setParams(regressor).size());
    assertEquals("p", model.getPredictionCol());
    for (Param<?> param : classifier.params()) {
      assertEquals(1, setters(MlpClassifier.class, param.name()), param.name());
    }
    for (Param<?> param : regressor.params()) {
      assertEquals(1, setters(MlpRegressor.class, param.name()), param.name());
    }
  }

  private static long setters(Class<?> type, String param) {
    String name = "set" + param.substring(0, 1).toUpperCase(Locale.ROOT) + param.substring(1);
    return Arrays.stream(type.getMethods())
        .filter(m -> m.getName().equals(name) && !m.isBridge())
        .count();
  }

  @Test
  void theUidIsGivenOrDrawn() {
    assertEquals("mine", new MlpClassifier("mine").uid());
    assertTrue(new MlpClassifier().uid().matches("mlpClassifier_[0-9a-f]{12}"));
    assertTrue(new MlpRegressor().uid().matches("mlpRegressor_[0-9a-f]{12}"));
    assertFalse(new MlpRegressor().uid().equals(new MlpRegressor().uid()));
  }

  @Test
  void aCopyWithExtraLeavesTheOriginal() {
    MlpClassificationModel initial = SmallModels.classification("m");
    MlpClassifier original =
        new MlpClassifier("u")
            .setEpochs(3)
            .setInitialModel(initial)
            .setLayers(new DenseSpec(2, Activation.RELU));

    MlpClassifier copy =
        original.copy(new ParamMap().put(original.epochs(), 7).put(original.seed(), 5L));

    assertNotSame(original, copy);
    assertEquals("u", copy.uid());
    assertEquals(7, copy.getEpochs());
    assertEquals(5, copy.getSeed());
    assertSame(initial, copy.value(copy.initialModel()));
    assertArrayEquals(original.getLayers(), copy.getLayers());
    assertEquals(3, original.getEpochs());
    assertFalse(original.isSet(original.seed()));
    copy.setMomentum(0.5).setInitialModel(SmallModels.classification("other"));
    assertEquals(0.9, original.getMomentum());
    assertSame(initial, original.value(original.initialModel()));
  }

  @Test
  void aCopyOfAModelSharesItsWeightsAndNothingElse() {
    MlpClassifier parent = new MlpClassifier("p");
    MlpClassificationModel original = SmallModels.classification("m").setParent(parent);
    MlpClassificationModel copy =
        original.copy(new ParamMap().put(original.predictionCol(), "guess"));

    assertEquals("m", copy.uid());
    assertSame(parent, copy.parent());
    assertEquals("guess", copy.getPredictionCol());
    assertEquals("prediction", original.getPredictionCol());
    assertEquals(original.weightsSha256(), copy.weightsSha256());
    copy.weights()[0]++;
    assertArrayEquals(original.weights(), copy.weights());
    assertFalse(SmallModels.classification("m").copy(new ParamMap()).hasParent());
  }

  /** A closure of Spark's may hold an estimator. */
  @Test
  void anEstimatorIsSerializable() throws Exception {
    MlpClassifier classifier =
        new MlpClassifier("u")
            .setEpochs(3)
            .setNetwork(NETWORK)
            .setInitialModel(SmallModels.classification("m"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(classifier);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MlpClassifier read = (MlpClassifier) in.readObject();
      assertEquals(values(classifier), values(read));
      assertEquals(NETWORK, read.getNetwork());
      assertThrows(IllegalArgumentException.class, () -> read.setEpochs(0));
    }
  }

  private static Map<String, String> values(MlpClassifier classifier) {
    Map<String, String> values = new TreeMap<>();
    for (Param<?> param : classifier.params()) {
      values.put(param.name(), classifier.explainParam(param));
    }
    return values;
  }

  @Test
  void whatASetterWasGivenDecidesAndNotWhatBecameOfIt() {
    int[] widths = {3};
    LayerSpec[] layers = {new DenseSpec(2, Activation.RELU)};
    MlpClassifier classifier = new MlpClassifier("u").setHiddenLayers(widths).setLayers(layers);
    widths[0] = -1;
    layers[0] = nothing();
    assertArrayEquals(new int[] {3}, classifier.getHiddenLayers());
    assertEquals(new DenseSpec(2, Activation.RELU), classifier.getLayers()[0]);
  }

  @Test
  void printingAnEstimatorSaysWhatItIs() {
    assertEquals(
        "MlpClassifier (uid=u): 10 epochs, batch 256, sgd at learning rate 0.01, seed 42",
        new MlpClassifier("u").toString());
  }
}

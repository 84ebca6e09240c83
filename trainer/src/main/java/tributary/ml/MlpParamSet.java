package tributary.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.collection.JavaConverters;
import tributary.nn.Activation;
import tributary.nn.LayerSpec;
import tributary.nn.NetworkSpec;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleKind;
import tributary.spark.Execution;
import tributary.train.NonFiniteReport;

/**
 * The parameters of one estimator or model, each with its meaning, its check and its default.
 *
 * <p>Spark wants the owner's uid when a parameter is made, so an owner makes its set as soon as it
 * has one.
 */
public class MlpParamSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final List<String> STORAGE_LEVELS =
      List.of(
          "MEMORY_AND_DISK",
          "MEMORY_ONLY",
          "MEMORY_AND_DISK_SER",
          "MEMORY_ONLY_SER",
          "DISK_ONLY",
          "OFF_HEAP");

  final Param<String> featuresCol;
  final StringArrayParam featureCols;
  final Param<String> labelCol;
  final Param<String> predictionCol;
  final Param<String> handleInvalid;
  final Param<String> weightCol;
  final Param<String> validationIndicatorCol;
  final DoubleParam validationFraction;
  final IntArrayParam hiddenLayers;
  final Param<String> activation;
  final Param<LayerSpec[]> layers;
  final Param<NetworkSpec> network;
  final Param<String> loss;
  final Param<String> scaling;
  final IntParam epochs;
  final LongParam maxSteps;
  final IntParam batchSize;
  final DoubleParam learningRate;
  final Param<String> schedule;
  final DoubleParam warmupEpochs;
  final DoubleParam decayEvery;
  final DoubleParam decayFactor;
  final Param<String> optimizer;
  final DoubleParam momentum;
  final BooleanParam nesterov;
  final DoubleParam weightDecay;
  final DoubleParam beta1;
  final DoubleParam beta2;
  final DoubleParam clipNorm;
  final DoubleParam clipValue;
  final IntParam validateEverySteps;
  final IntParam patience;
  final DoubleParam minDelta;
  final BooleanParam keepBest;
  final Param<String> onNonFinite;
  final LongParam seed;
  final IntParam shards;
  final IntParam tasks;
  final Param<String> execution;
  final Param<String> storageLevel;
  final BooleanParam progress;

  private final Params owner;

  /** What Spark asks about a value; goes wherever the parameter goes. */
  @FunctionalInterface
  interface Check<T> extends Function1<T, Object>, Serializable {}

  /** What numbers are allowed. */
  @FunctionalInterface
  interface Bound extends Serializable {
    boolean holds(double value);
  }

  MlpParamSet(Params owner, Task task) {
    this.owner = owner;
    featuresCol = name("featuresCol", "the column of feature vectors, where featureCols is empty");
    featureCols =
        new StringArrayParam(
            owner,
            "featureCols",
            "raw columns that are the features: numbers, booleans, strings (one-hot), vectors,"
                + " arrays",
            check("featureCols", this::names));
    labelCol = name("labelCol", "the column to predict");
    predictionCol = output("predictionCol", "the column that predictions go to");
    handleInvalid =
        word(
            "handleInvalid",
            "what is done about rows with a value that is missing, NaN, infinite or beyond a 32-bit"
                + " float",
            Words.all(InvalidRows.class));
    weightCol =
        name("weightCol", "the column with the weight of each row; without one all weigh 1");
    validationIndicatorCol =
        name("validationIndicatorCol", "a boolean column that is true for rows to validate on");
    validationFraction =
        number(
            "validationFraction",
            "the part of the rows that is kept for validation, drawn by the seed; 0 for none",
            v -> v >= 0 && v < 1,
            "from 0 to below 1");
    hiddenLayers =
        new IntArrayParam(
            owner,
            "hiddenLayers",
            "how many units each hidden layer has",
            check("hiddenLayers", this::positive));
    activation =
        word("activation", "what the units of hiddenLayers do", Words.all(Activation.class));
    layers =
        new LayersParam(
            owner,
            "layers",
            "all layers but the output layer, in place of hiddenLayers",
            check("layers", this::layers));
    network =
        new NetworkParam(
            owner,
            "network",
            "the whole network, in place of hiddenLayers and loss",
            check("network", value -> true));
    loss =
        word(
            "loss",
            "what is minimised; auto is the usual loss of the task",
            words("auto", LossKind.fitting(task).stream().map(Words::of).toList()));
    scaling =
        word(
            "scaling",
            "what numeric features get: standardize (mean 0, deviation 1), range (0 to 1) or none",
            Words.all(Scaling.class));
    epochs = whole("epochs", "passes over the training rows", 1);
    maxSteps =
        new LongParam(
            owner,
            "maxSteps",
            "ends training after so many steps even within an epoch; 0 for no bound",
            check("maxSteps", value -> atLeast("maxSteps", value, 0)));
    batchSize =
        whole(
            "batchSize", "rows of one step over the whole cluster; more than there are are all", 1);
    learningRate = positive("learningRate", "the largest rate of the schedule");
    schedule =
        word("schedule", "how the learning rate goes over the run", Words.all(ScheduleKind.class));
    warmupEpochs =
        notNegative("warmupEpochs", "epochs of a straight climb to the first rate; 0 for none");
    decayEvery =
        positive("decayEvery", "epochs after which step and exponential have applied decayFactor");
    decayFactor =
        number(
            "decayFactor",
            "what the schedules step and exponential multiply the rate by",
            v -> v > 0 && v <= 1,
            "above 0 and at most 1");
    optimizer = word("optimizer", "the recipe of the optimizer", Words.all(OptimizerKind.class));
    momentum = fraction("momentum", "of sgd; 0 for none");
    nesterov = flag("nesterov", "whether sgd looks ahead along its momentum");
    weightDecay = notNegative("weightDecay", "decoupled decay of the weight matrices; 0 for none");
    beta1 = fraction("beta1", "of adamW: how slowly the mean of gradients moves");
    beta2 = fraction("beta2", "of adamW: how slowly the mean of squared gradients moves");
    clipNorm = notNegative("clipNorm", "the largest norm of the mean gradient; 0 for no bound");
    clipValue = notNegative("clipValue", "the largest size of one of its elements; 0 for no bound");
    validateEverySteps =
        whole("validateEverySteps", "steps between validations; 0 for one after each epoch", 0);
    patience =
        whole(
            "patience", "validations without a better loss before training stops; 0 for never", 0);
    minDelta =
        notNegative("minDelta", "how much smaller the validation loss must be to count as better");
    keepBest =
        flag("keepBest", "whether the weights of the best validation are the result, not the last");
    onNonFinite =
        word(
            "onNonFinite",
            "what is done about a step that is not finite",
            Words.all(NonFiniteReport.Action.class));
    seed =
        new LongParam(
            owner, "seed", "decides every random choice: same seed and shards, same weights");
    shards =
        whole(
            "shards",
            "parts that the rows are cut into, which decide the bits; 0 lets the cores decide",
            0);
    tasks = whole("tasks", "Spark tasks of a step, 0 for one per core; no part in the result", 0);
    execution =
        word(
            "execution",
            "how a step is run: auto (by trial), a job each, or resident tasks; no part in the"
                + " result",
            Words.all(Execution.class));
    storageLevel =
        word("storageLevel", "the Spark storage level of the prepared rows", STORAGE_LEVELS);
    progress =
        flag("progress", "whether a fit that takes longer than two seconds says how far it is");
  }

  /** Gives the owner of this set its defaults. */
  void setDefaultsOf(Params stage) {
    for (ParamPair<?> pair : JavaConverters.seqAsJavaList(defaults().toSeq())) {
      setDefault(stage, pair);
    }
  }

  private static <T> void setDefault(Params stage, ParamPair<T> pair) {
    stage.setDefault(pair.param(), pair.value());
  }

  /** Those that have one; the rest is for somebody to set. */
  ParamMap defaults() {
    return new ParamMap()
        .put(featuresCol, "features")
        .put(featureCols, new String[0])
        .put(labelCol, "label")
        .put(predictionCol, "prediction")
        .put(handleInvalid, Words.of(InvalidRows.ERROR))
        .put(validationFraction, 0.0)
        .put(hiddenLayers, new int[] {256, 128})
        .put(activation, Words.of(Activation.RELU))
        .put(loss, "auto")
        .put(scaling, Words.of(Scaling.STANDARDIZE))
        .put(epochs, 10)
        .put(maxSteps, 0L)
        .put(batchSize, 256)
        .put(learningRate, 0.01)
        .put(schedule, Words.of(ScheduleKind.CONSTANT))
        .put(warmupEpochs, 0.0)
        .put(decayEvery, 1.0)
        .put(decayFactor, 0.5)
        .put(optimizer, Words.of(OptimizerKind.SGD))
        .put(momentum, 0.9)
        .put(nesterov, false)
        .put(weightDecay, 0.0)
        .put(beta1, 0.9)
        .put(beta2, 0.999)
        .put(clipNorm, 0.0)
        .put(clipValue, 0.0)
        .put(validateEverySteps, 0)
        .put(patience, 0)
        .put(minDelta, 0.0)
        .put(keepBest, true)
        .put(onNonFinite, Words.of(NonFiniteReport.Action.STOP))
        .put(seed, 42L)
        .put(shards, 0)
        .put(tasks, 0)
        .put(execution, Words.of(Execution.AUTO))
        .put(storageLevel, "MEMORY_AND_DISK")
        .put(progress, true);
  }

  /** What is set must not change with the caller's array. */
  static Object own(Object value) {
    if (value instanceof Object[] list) {
      return list.clone();
    }
    if (value instanceof int[] list) {
      return list.clone();
    }
    return value instanceof double[] list ? list.clone() : value;
  }

  /** The check of a value that is there; Spark would take a {@code null} for one, too. */
  final <T> Function1<T, Object> check(String name, Check<T> check) {
    Check<T> whole =
        value -> {
          require(name, value, value != null, "a value; clear the parameter to be rid of it");
          return check.apply(value);
        };
    return whole;
  }

  final Param<String> name(String name, String doc) {
    return new TextParam(
        owner,
        name,
        doc,
        check(name, value -> require(name, value, !value.isBlank(), "the name of a column")));
  }

  final Param<String> output(String name, String doc) {
    return new TextParam(
        owner, name, doc + "; an empty name leaves it out", check(name, value -> true));
  }

  final BooleanParam flag(String name, String doc) {
    return new BooleanParam(owner, name, doc);
  }

  final DoubleParam positive(String name, String doc) {
    return number(name, doc, v -> v > 0, "above 0");
  }

  private Param<String> word(String name, String doc, List<String> words) {
    String expected = "one of " + String.join(", ", words);
    return new TextParam(
        owner,
        name,
        doc + ": " + String.join(", ", words),
        check(name, value -> require(name, value, words.contains(value), expected)));
  }

  private static List<String> words(String first, List<String> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private IntParam whole(String name, String doc, int least) {
    return new IntParam(owner, name, doc, check(name, value -> atLeast(name, value, least)));
  }

  private DoubleParam notNegative(String name, String doc) {
    return number(name, doc, v -> v >= 0, "at least 0");
  }

  private DoubleParam fraction(String name, String doc) {
    return number(name, doc, v -> v >= 0 && v < 1, "from 0 to below 1");
  }

  private DoubleParam number(String name, String doc, Bound fits, String expected) {
    return new DoubleParam(
        owner,
        name,
        doc,
        check(
            name,
            value -> {
              double number = (Double) value;
              return require(
                  name, value, fits.holds(number) && !Double.isInfinite(number), expected);
            }));
  }

  private Object names(String[] columns) {
    for (String column : columns) {
      require(
          "featureCols",
          Arrays.toString(columns),
          column != null && !column.isBlank(),
          "a list of names of columns");
    }
    return true;
  }

  private Object layers(LayerSpec[] given) {
    return require(
        "layers", Arrays.toString(given), !Arrays.asList(given).contains(null), "a list of layers");
  }

  private Object positive(int[] units) {
    for (int count : units) {
      require("hiddenLayers", Arrays.toString(units), count >= 1, "a list of widths of at least 1");
    }
    return true;
  }

  private Object atLeast(String name, Object value, long least) {
    return require(name, value, ((Number) value).longValue() >= least, "at least " + least);
  }

  /** Spark's own message for a value that is refused does not say what was expected. */
  private Object require(String name, @Nullable Object value, boolean fits, String expected) {
    if (!fits) {
      throw new IllegalArgumentException(
          owner.uid() + ": " + name + " is " + value + "; it must be " + expected);
    }
    return true;
  }
}

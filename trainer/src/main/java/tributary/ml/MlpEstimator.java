package tributary.ml;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import tributary.nn.Activation;
import tributary.nn.LayerSpec;
import tributary.nn.NetworkSpec;
import tributary.optim.OptimizerConfig;
import tributary.optim.OptimizerKind;
import tributary.optim.ScheduleConfig;
import tributary.optim.ScheduleKind;
import tributary.spark.Execution;
import tributary.train.NonFinitePolicy;
import tributary.train.NonFiniteReport;
import tributary.train.TrainingConfig;

/**
 * What classifier and regressor have in common: parameters, their setters, and the fit.
 *
 * <p>A fit is the training of {@code jobs/tributary train}: equal rows in equal order, an equal
 * network, seed and number of shards give the same weights to the bit.
 *
 * @param <E> the estimator itself, which its setters give back
 * @param <M> the model it fits
 */
public abstract class MlpEstimator<E extends MlpEstimator<E, M>, M extends MlpModel<M>>
    extends Estimator<M> implements MlpParams, MLWritable {
  private static final long serialVersionUID = 1L;

  /** After so many steps in a row that are not finite, skipping or rolling back is given up. */
  private static final int MAX_NON_FINITE = 5;

  private static final double ROLLBACK_FACTOR = 0.5;

  private static final String TABLE = "training table";

  private final String uid;
  private final MlpParamSet paramSet;
  private final Param<MlpModel<?>> initialModel;

  MlpEstimator(String uid) {
    this.uid = uid;
    this.paramSet = newParamSet();
    this.initialModel = new InitialModelParam(this);
    paramSet.setDefaultsOf(this);
  }

  static String randomUid(String name) {
    return name + "_" + UUID.randomUUID().toString().substring(24);
  }

  /** Called while the estimator is made, when only its uid is there. */
  abstract MlpParamSet newParamSet();

  abstract E self();

  abstract Task task();

  abstract OptionalInt declaredClasses(StructType schema);

  abstract List<String> labels(StructType schema);

  abstract double lossDelta();

  abstract boolean standardizesTarget();

  abstract M model(FittedModel fitted);

  abstract M readModel(String path);

  abstract Class<M> modelClass();

  /** What the parameter initialModel asks about a value. */
  final Object requireOwnKind(MlpModel<?> model) {
    if (!modelClass().isInstance(model)) {
      throw new IllegalArgumentException(
          uid
              + ": initialModel is "
              + model.uid()
              + ", a "
              + model.getClass().getSimpleName()
              + "; it must be a "
              + modelClass().getSimpleName());
    }
    return true;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public MlpParamSet paramSet() {
    return paramSet;
  }

  @Override
  public <T> T value(Param<T> param) {
    return getOrDefault(param);
  }

  <T> E with(Param<T> param, Object value) {
    @SuppressWarnings("unchecked")
    T typed = (T) MlpParamSet.own(value);
    set(param, typed);
    return self();
  }

  /** A model whose weights training goes on from; it must have the same network. */
  public Param<MlpModel<?>> initialModel() {
    return initialModel;
  }

  /**
   * Begins with the weights of a model, instead of weights that are drawn. It must have the same
   * network, classes and strings; numbers are scaled as the rows of this fit want it.
   */
  public E setInitialModel(M value) {
    return with(initialModel, value);
  }

  /** The column of feature vectors, read where {@code featureCols} is empty. */
  public E setFeaturesCol(String value) {
    return with(featuresCol(), value);
  }

  /** Raw columns that are the features: numbers, booleans, strings, vectors, arrays. */
  public E setFeatureCols(String... value) {
    return with(featureCols(), value);
  }

  /** The column to predict. */
  public E setLabelCol(String value) {
    return with(labelCol(), value);
  }

  /** The column that predictions go to; an empty name leaves it out. */
  public E setPredictionCol(String value) {
    return with(predictionCol(), value);
  }

  /** What is done about rows with values that cannot be used: error, or skip to leave them out. */
  public E setHandleInvalid(String value) {
    return with(handleInvalid(), value);
  }

  /** The column with the weight of each row; without one all weigh 1. */
  public E setWeightCol(String value) {
    return with(weightCol(), value);
  }

  /** A boolean column that is true for rows to validate on. */
  public E setValidationIndicatorCol(String value) {
    return with(validationIndicatorCol(), value);
  }

  /** The part of the rows that is kept for validation, drawn by the seed; 0 for none. */
  public E setValidationFraction(double value) {
    return with(validationFraction(), value);
  }

  /** How many units each hidden layer has. */
  public E setHiddenLayers(int... value) {
    return with(hiddenLayers(), value);
  }

  /** What the units of {@code hiddenLayers} do. */
  public E setActivation(String value) {
    return with(activation(), value);
  }

  /** All layers but the output layer, in place of {@code hiddenLayers}. */
  public E setLayers(LayerSpec... value) {
    return with(layers(), value);
  }

  /** The whole network, in place of {@code hiddenLayers} and {@code loss}. */
  public E setNetwork(NetworkSpec value) {
    return with(network(), value);
  }

  /** What is minimised. */
  public E setLoss(String value) {
    return with(loss(), value);
  }

  /** What numeric features get. */
  public E setScaling(String value) {
    return with(scaling(), value);
  }

  /** Passes over the training rows. */
  public E setEpochs(int value) {
    return with(epochs(), value);
  }

  /** Ends training after so many steps even within an epoch; 0 for no bound. */
  public E setMaxSteps(long value) {
    return with(maxSteps(), value);
  }

  /** Rows of one step over the whole cluster. */
  public E setBatchSize(int value) {
    return with(batchSize(), value);
  }

  /** The largest rate of the schedule. */
  public E setLearningRate(double value) {
    return with(learningRate(), value);
  }

  /** How the learning rate goes over the run. */
  public E setSchedule(String value) {
    return with(schedule(), value);
  }

  /** Epochs in which the rate climbs to its first value; 0 for none. */
  public E setWarmupEpochs(double value) {
    return with(warmupEpochs(), value);
  }

  /** Epochs after which the schedules step and exponential have multiplied the rate once. */
  public E setDecayEvery(double value) {
    return with(decayEvery(), value);
  }

  /** What the schedules step and exponential multiply the rate by. */
  public E setDecayFactor(double value) {
    return with(decayFactor(), value);
  }

  /** The recipe of the optimizer. */
  public E setOptimizer(String value) {
    return with(optimizer(), value);
  }

  /** Of sgd; 0 for none. */
  public E setMomentum(double value) {
    return with(momentum(), value);
  }

  /** Whether sgd looks ahead along its momentum. */
  public E setNesterov(boolean value) {
    return with(nesterov(), value);
  }

  /** Decoupled decay of the weight matrices; 0 for none. */
  public E setWeightDecay(double value) {
    return with(weightDecay(), value);
  }

  /** Of adamW: how slowly the mean of gradients moves. */
  public E setBeta1(double value) {
    return with(beta1(), value);
  }

  /** Of adamW: how slowly the mean of squared gradients moves. */
  public E setBeta2(double value) {
    return with(beta2(), value);
  }

  /** The largest norm of the mean gradient; 0 for no bound. */
  public E setClipNorm(double value) {
    return with(clipNorm(), value);
  }

  /** The largest size of an element of the mean gradient; 0 for no bound. */
  public E setClipValue(double value) {
    return with(clipValue(), value);
  }

  /** Steps between validations; 0 for one after each epoch. */
  public E setValidateEverySteps(int value) {
    return with(validateEverySteps(), value);
  }

  /** Validations without a better loss before training stops; 0 for never. */
  public E setPatience(int value) {
    return with(patience(), value);
  }

  /** How much smaller the validation loss must be to count as better. */
  public E setMinDelta(double value) {
    return with(minDelta(), value);
  }

  /** Whether the weights of the best validation are the result. */
  public E setKeepBest(boolean value) {
    return with(keepBest(), value);
  }

  /** What is done about a step that is not finite. */
  public E setOnNonFinite(String value) {
    return with(onNonFinite(), value);
  }

  /** Decides every random choice. */
  public E setSeed(long value) {
    return with(seed(), value);
  }

  /** Parts that the rows are cut into, which decide the bits; 0 lets the cores decide. */
  public E setShards(int value) {
    return with(shards(), value);
  }

  /** Spark tasks of a step; 0 for one per core. Does not change the result. */
  public E setTasks(int value) {
    return with(tasks(), value);
  }

  /** How a step is run. Does not change the result. */
  public E setExecution(String value) {
    return with(execution(), value);
  }

  /** The Spark storage level of the prepared rows. */
  public E setStorageLevel(String value) {
    return with(storageLevel(), value);
  }

  /** Whether a fit that takes longer than two seconds says how far it is. */
  public E setProgress(boolean value) {
    return with(progress(), value);
  }

  /**
   * Trains.
   *
   * @throws TableException if the table cannot be used; for the first row at fault
   * @throws IllegalArgumentException if parameters do not go together, or not with the table
   * @throws tributary.train.DivergedException if the loss is no longer finite
   * @throws tributary.spark.ClusterException if Spark cannot do the work, or was told to stop
   */
  @Override
  public M fit(Dataset<?> dataset) {
    transformSchema(dataset.schema());
    ColumnChecks.requireBounded(TABLE, dataset);
    FitSettings settings = settings(dataset.schema());
    M model = model(new Fit(settings, dataset.toDF()).run(dataset.toDF()));
    copyValues(model, new ParamMap());
    model.setParent(this);
    return model;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ParamContradictions.refuse(this);
    new TableSchema(TABLE, schema).of(roles(schema), indicator());
    return ColumnChecks.append(TABLE, schema, outputFields(schema));
  }

  /**
   * Before anything is trained.
   *
   * @throws IllegalArgumentException if a parameter wants another number of classes
   */
  void requireOutputs(int outputs) {}

  /** The columns that the model will add, as far as they are known before the fit. */
  abstract List<StructField> outputFields(StructType schema);

  @Override
  @SuppressWarnings("unchecked")
  public E copy(ParamMap extra) {
    return (E) defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return new MlpWriter(this);
  }

  @Override
  public void save(String path) throws IOException {
    write().save(path);
  }

  final Optional<String> indicator() {
    return isSet(validationIndicatorCol())
        ? Optional.of(getValidationIndicatorCol())
        : Optional.empty();
  }

  private ColumnRoles roles(StructType schema) {
    String[] columns = getFeatureCols();
    return new ColumnRoles(
        task(),
        columns.length > 0 ? List.of(columns) : List.of(getFeaturesCol()),
        List.of(),
        List.of(getLabelCol()),
        isSet(weightCol()) ? Optional.of(getWeightCol()) : Optional.empty(),
        Words.parse(Scaling.class, getScaling()),
        standardizesTarget(),
        declaredClasses(schema),
        true,
        Words.parse(InvalidRows.class, getHandleInvalid()));
  }

  FitSettings settings(StructType schema) {
    return new FitSettings(
        uid,
        roles(schema),
        labels(schema),
        indicator(),
        getValidationFraction(),
        this::networkSpec,
        optimizerConfig(),
        trainingConfig(),
        getBatchSize(),
        getSeed(),
        orEmpty(getShards()),
        orEmpty(getTasks()),
        Words.parse(Execution.class, getExecution()),
        StorageLevel.fromString(getStorageLevel()),
        getProgress(),
        initial(),
        RunText.of(this, roles(schema)));
  }

  private static OptionalInt orEmpty(int count) {
    return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
  }

  private static OptionalDouble orNone(double bound) {
    return bound == 0 ? OptionalDouble.empty() : OptionalDouble.of(bound);
  }

  private @Nullable InitialWeights initial() {
    return isSet(initialModel) ? InitialWeights.of(uid, value(initialModel)) : null;
  }

  private NetworkSpec networkSpec(int inputs, int outputs) {
    requireOutputs(outputs);
    return new NetworkChoice(
            uid,
            isSet(network()) ? Optional.of(getNetwork()) : Optional.empty(),
            isSet(layers()) ? Optional.of(List.of(getLayers())) : Optional.empty(),
            getHiddenLayers(),
            Words.parse(Activation.class, getActivation()),
            Words.parse(LossKind.class, getLoss()),
            lossDelta(),
            task())
        .spec(inputs, outputs);
  }

  private OptimizerConfig optimizerConfig() {
    ScheduleConfig usual = ScheduleConfig.constant();
    return new OptimizerConfig(
        Words.parse(OptimizerKind.class, getOptimizer()),
        getLearningRate(),
        new ScheduleConfig(
            Words.parse(ScheduleKind.class, getSchedule()),
            0,
            getWarmupEpochs(),
            getDecayEvery(),
            getDecayFactor(),
            usual.floor(),
            usual.climb(),
            usual.startDivisor(),
            usual.endDivisor()),
        orNone(getClipNorm()),
        orNone(getClipValue()),
        getMomentum(),
        getNesterov(),
        getWeightDecay(),
        getBeta1(),
        getBeta2(),
        RunText.ADAM_EPSILON);
  }

  private TrainingConfig trainingConfig() {
    return TrainingConfig.ofEpochs(getEpochs())
        .withMaxSteps(getMaxSteps())
        .withValidationEvery(getValidateEverySteps())
        .withPatience(getPatience(), getMinDelta())
        .withKeepBest(getKeepBest())
        .withOnNonFinite(
            new NonFinitePolicy(
                Words.parse(NonFiniteReport.Action.class, getOnNonFinite()),
                MAX_NON_FINITE,
                ROLLBACK_FACTOR));
  }

  /** The parameter with its meaning, default and value; unlike Spark's own, lists as lists. */
  @Override
  public String explainParam(Param<?> param) {
    return ParamText.of(this, param);
  }

  /** Such as {@code MlpClassifier (uid=…)}; {@link #explainParams} says the rest. */
  @Override
  public String toString() {
    String name = getClass().getSimpleName();
    return String.format(
        Locale.ROOT,
        "%s (uid=%s): %d epochs, batch %d, %s at learning rate %s, seed %d",
        name,
        uid,
        getEpochs(),
        getBatchSize(),
        getOptimizer(),
        getLearningRate(),
        getSeed());
  }
}

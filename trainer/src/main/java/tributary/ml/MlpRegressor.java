package tributary.ml;

import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network that predicts a number, on Spark, as a Spark ML estimator.
 *
 * <p>Features are a vector column ({@code featuresCol}) or raw columns ({@code featureCols});
 * numbers are standardised, strings are one-hot. The label is standardised for training, and
 * predictions are in its own units.
 *
 * <pre>{@code
 * MlpRegressionModel model =
 *     new MlpRegressor()
 *         .setFeatureCols("carat", "cut", "color")
 *         .setLabelCol("price")
 *         .setOptimizer("adamW")
 *         .setLearningRate(0.003)
 *         .fit(diamonds);
 * }</pre>
 */
public final class MlpRegressor extends MlpEstimator<MlpRegressor, MlpRegressionModel>
    implements MlpRegressorParams {
  private static final long serialVersionUID = 1L;

  public MlpRegressor() {
    this(randomUid("mlpRegressor"));
  }

  public MlpRegressor(String uid) {
    super(uid);
  }

  /** Reads an estimator that was saved; its class is not looked up in the file. */
  public static MLReader<MlpRegressor> read() {
    return MlpReader.of(MlpRegressor.class, MlpRegressor::new);
  }

  /** {@link #read} with the session at hand. */
  public static MlpRegressor load(String path) {
    return read().load(path);
  }

  @Override
  RegressorParamSet newParamSet() {
    return new RegressorParamSet(this);
  }

  @Override
  public RegressorParamSet paramSet() {
    return (RegressorParamSet) super.paramSet();
  }

  @Override
  MlpRegressor self() {
    return this;
  }

  @Override
  Task task() {
    return Task.REGRESSION;
  }

  /** Whether the target is standardised for training; predictions are in its own units. */
  public MlpRegressor setStandardizeTarget(boolean value) {
    return with(standardizeTarget(), value);
  }

  /** Where the Huber loss goes from squared to straight. */
  public MlpRegressor setHuberDelta(double value) {
    return with(huberDelta(), value);
  }

  @Override
  OptionalInt declaredClasses(StructType schema) {
    return OptionalInt.empty();
  }

  @Override
  List<String> labels(StructType schema) {
    return List.of();
  }

  @Override
  double lossDelta() {
    return getHuberDelta();
  }

  @Override
  boolean standardizesTarget() {
    return getStandardizeTarget();
  }

  @Override
  List<StructField> outputFields(StructType schema) {
    return getPredictionCol().isEmpty()
        ? List.of()
        : List.of(DataTypes.createStructField(getPredictionCol(), DataTypes.DoubleType, false));
  }

  @Override
  MlpRegressionModel model(FittedModel fitted) {
    return new MlpRegressionModel(uid(), fitted);
  }

  @Override
  MlpRegressionModel readModel(String path) {
    return MlpRegressionModel.load(path);
  }

  @Override
  Class<MlpRegressionModel> modelClass() {
    return MlpRegressionModel.class;
  }
}

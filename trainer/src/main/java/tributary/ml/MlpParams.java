package tributary.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import tributary.nn.LayerSpec;
import tributary.nn.NetworkSpec;

/**
 * The parameters that classifier and regressor share, as Spark ML knows parameters: {@code
 * explainParams()} prints each with its meaning, default and value.
 *
 * <p>Names are Spark ML's where it has one, else those of a run's configuration file.
 */
public interface MlpParams {
  /** The parameters themselves; the methods below are how Spark finds them. */
  MlpParamSet paramSet();

  /** The value of a parameter, or its default. */
  <T> T value(Param<T> param);

  /** The column of feature vectors, read where {@code featureCols} is empty. */
  default Param<String> featuresCol() {
    return paramSet().featuresCol;
  }

  /** Raw columns that are the features: numbers, booleans, strings, vectors, arrays. */
  default StringArrayParam featureCols() {
    return paramSet().featureCols;
  }

  /** The column to predict. */
  default Param<String> labelCol() {
    return paramSet().labelCol;
  }

  /** The column that predictions go to; an empty name leaves it out. */
  default Param<String> predictionCol() {
    return paramSet().predictionCol;
  }

  /** What is done about rows with values that cannot be used: error, or skip to leave them out. */
  default Param<String> handleInvalid() {
    return paramSet().handleInvalid;
  }

  /** The column with the weight of each row; without one all weigh 1. */
  default Param<String> weightCol() {
    return paramSet().weightCol;
  }

  /** A boolean column that is true for rows to validate on. */
  default Param<String> validationIndicatorCol() {
    return paramSet().validationIndicatorCol;
  }

  /** The part of the rows that is kept for validation, drawn by the seed; 0 for none. */
  default DoubleParam validationFraction() {
    return paramSet().validationFraction;
  }

  /** How many units each hidden layer has. */
  default IntArrayParam hiddenLayers() {
    return paramSet().hiddenLayers;
  }

  /** What the units of {@code hiddenLayers} do. */
  default Param<String> activation() {
    return paramSet().activation;
  }

  /** All layers but the output layer, in place of {@code hiddenLayers}. */
  default Param<LayerSpec[]> layers() {
    return paramSet().layers;
  }

  /** The whole network, in place of {@code hiddenLayers} and {@code loss}. */
  default Param<NetworkSpec> network() {
    return paramSet().network;
  }

  /** What is minimised. */
  default Param<String> loss() {
    return paramSet().loss;
  }

  /** What numeric features get. */
  default Param<String> scaling() {
    return paramSet().scaling;
  }

  /** Passes over the training rows. */
  default IntParam epochs() {
    return paramSet().epochs;
  }

  /** Ends training after so many steps even within an epoch; 0 for no bound. */
  default LongParam maxSteps() {
    return paramSet().maxSteps;
  }

  /** Rows of one step over the whole cluster. */
  default IntParam batchSize() {
    return paramSet().batchSize;
  }

  /** The largest rate of the schedule. */
  default DoubleParam learningRate() {
    return paramSet().learningRate;
  }

  /** How the learning rate goes over the run. */
  default Param<String> schedule() {
    return paramSet().schedule;
  }

  /** Epochs in which the rate climbs to its first value; 0 for none. */
  default DoubleParam warmupEpochs() {
    return paramSet().warmupEpochs;
  }

  /** Epochs after which the schedules step and exponential have multiplied the rate once. */
  default DoubleParam decayEvery() {
    return paramSet().decayEvery;
  }

  /** What the schedules step and exponential multiply the rate by. */
  default DoubleParam decayFactor() {
    return paramSet().decayFactor;
  }

  /** The recipe of the optimizer. */
  default Param<String> optimizer() {
    return paramSet().optimizer;
  }

  /** Of sgd; 0 for none. */
  default DoubleParam momentum() {
    return paramSet().momentum;
  }

  /** Whether sgd looks ahead along its momentum. */
  default BooleanParam nesterov() {
    return paramSet().nesterov;
  }

  /** Decoupled decay of the weight matrices; 0 for none. */
  default DoubleParam weightDecay() {
    return paramSet().weightDecay;
  }

  /** Of adamW: how slowly the mean of gradients moves. */
  default DoubleParam beta1() {
    return paramSet().beta1;
  }

  /** Of adamW: how slowly the mean of squared gradients moves. */
  default DoubleParam beta2() {
    return paramSet().beta2;
  }

  /** The largest norm of the mean gradient; 0 for no bound. */
  default DoubleParam clipNorm() {
    return paramSet().clipNorm;
  }

  /** The largest size of an element of the mean gradient; 0 for no bound. */
  default DoubleParam clipValue() {
    return paramSet().clipValue;
  }

  /** Steps between validations; 0 for one after each epoch. */
  default IntParam validateEverySteps() {
    return paramSet().validateEverySteps;
  }

  /** Validations without a better loss before training stops; 0 for never. */
  default IntParam patience() {
    return paramSet().patience;
  }

  /** How much smaller the validation loss must be to count as better. */
  default DoubleParam minDelta() {
    return paramSet().minDelta;
  }

  /** Whether the weights of the best validation are the result. */
  default BooleanParam keepBest() {
    return paramSet().keepBest;
  }

  /** What is done about a step that is not finite. */
  default Param<String> onNonFinite() {
    return paramSet().onNonFinite;
  }

  /** Decides every random choice. */
  default LongParam seed() {
    return paramSet().seed;
  }

  /** Parts that the rows are cut into, which decide the bits; 0 lets the cores decide. */
  default IntParam shards() {
    return paramSet().shards;
  }

  /** Spark tasks of a step; 0 for one per core. Does not change the result. */
  default IntParam tasks() {
    return paramSet().tasks;
  }

  /** How a step is run. Does not change the result. */
  default Param<String> execution() {
    return paramSet().execution;
  }

  /** The Spark storage level of the prepared rows. */
  default Param<String> storageLevel() {
    return paramSet().storageLevel;
  }

  /** Whether a fit that takes longer than two seconds says how far it is. */
  default BooleanParam progress() {
    return paramSet().progress;
  }

  default String getFeaturesCol() {
    return value(featuresCol());
  }

  default String[] getFeatureCols() {
    return value(featureCols());
  }

  default String getLabelCol() {
    return value(labelCol());
  }

  default String getPredictionCol() {
    return value(predictionCol());
  }

  default String getHandleInvalid() {
    return value(handleInvalid());
  }

  default String getWeightCol() {
    return value(weightCol());
  }

  default String getValidationIndicatorCol() {
    return value(validationIndicatorCol());
  }

  default double getValidationFraction() {
    return (Double) value(validationFraction());
  }

  default int[] getHiddenLayers() {
    return value(hiddenLayers());
  }

  default String getActivation() {
    return value(activation());
  }

  default LayerSpec[] getLayers() {
    return value(layers());
  }

  default NetworkSpec getNetwork() {
    return value(network());
  }

  default String getLoss() {
    return value(loss());
  }

  default String getScaling() {
    return value(scaling());
  }

  default int getEpochs() {
    return (Integer) value(epochs());
  }

  default long getMaxSteps() {
    return (Long) value(maxSteps());
  }

  default int getBatchSize() {
    return (Integer) value(batchSize());
  }

  default double getLearningRate() {
    return (Double) value(learningRate());
  }

  default String getSchedule() {
    return value(schedule());
  }

  default double getWarmupEpochs() {
    return (Double) value(warmupEpochs());
  }

  default double getDecayEvery() {
    return (Double) value(decayEvery());
  }

  default double getDecayFactor() {
    return (Double) value(decayFactor());
  }

  default String getOptimizer() {
    return value(optimizer());
  }

  default double getMomentum() {
    return (Double) value(momentum());
  }

  default boolean getNesterov() {
    return (Boolean) value(nesterov());
  }

  default double getWeightDecay() {
    return (Double) value(weightDecay());
  }

  default double getBeta1() {
    return (Double) value(beta1());
  }

  default double getBeta2() {
    return (Double) value(beta2());
  }

  default double getClipNorm() {
    return (Double) value(clipNorm());
  }

  default double getClipValue() {
    return (Double) value(clipValue());
  }

  default int getValidateEverySteps() {
    return (Integer) value(validateEverySteps());
  }

  default int getPatience() {
    return (Integer) value(patience());
  }

  default double getMinDelta() {
    return (Double) value(minDelta());
  }

  default boolean getKeepBest() {
    return (Boolean) value(keepBest());
  }

  default String getOnNonFinite() {
    return value(onNonFinite());
  }

  default long getSeed() {
    return (Long) value(seed());
  }

  default int getShards() {
    return (Integer) value(shards());
  }

  default int getTasks() {
    return (Integer) value(tasks());
  }

  default String getExecution() {
    return value(execution());
  }

  default String getStorageLevel() {
    return value(storageLevel());
  }

  default boolean getProgress() {
    return (Boolean) value(progress());
  }
}

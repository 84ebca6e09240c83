package tributary.ml;

import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.Param;

/** The parameters that only a classifier has. */
public interface MlpClassifierParams extends MlpParams {
  @Override
  ClassifierParamSet paramSet();

  /** The column that the logits go to (of two classes −/+ the log-odds); empty leaves it out. */
  default Param<String> rawPredictionCol() {
    return paramSet().rawPredictionCol;
  }

  /** The column that the probabilities go to; an empty name leaves it out. */
  default Param<String> probabilityCol() {
    return paramSet().probabilityCol;
  }

  /** One per class: the class with the largest probability / threshold is predicted. */
  default DoubleArrayParam thresholds() {
    return paramSet().thresholds;
  }

  default String getRawPredictionCol() {
    return value(rawPredictionCol());
  }

  default String getProbabilityCol() {
    return value(probabilityCol());
  }

  default double[] getThresholds() {
    return value(thresholds());
  }
}

package tributary.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;

/** The parameters that only a regressor has. */
public interface MlpRegressorParams extends MlpParams {
  @Override
  RegressorParamSet paramSet();

  /** Whether the target is standardised for training; predictions are in its own units. */
  default BooleanParam standardizeTarget() {
    return paramSet().standardizeTarget;
  }

  /** Where the Huber loss goes from squared to straight. */
  default DoubleParam huberDelta() {
    return paramSet().huberDelta;
  }

  default boolean getStandardizeTarget() {
    return (Boolean) value(standardizeTarget());
  }

  default double getHuberDelta() {
    return (Double) value(huberDelta());
  }
}

package tributary.ml;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;

/** The parameters of a regressor. */
public final class RegressorParamSet extends MlpParamSet {
  private static final long serialVersionUID = 1L;

  final BooleanParam standardizeTarget;
  final DoubleParam huberDelta;

  RegressorParamSet(Params owner) {
    super(owner, Task.REGRESSION);
    standardizeTarget =
        flag(
            "standardizeTarget",
            "whether the target is standardised for training; predictions are in its own units");
    huberDelta =
        positive("huberDelta", "where the Huber loss goes from squared to straight, standardised");
  }

  @Override
  ParamMap defaults() {
    return super.defaults().put(standardizeTarget, true).put(huberDelta, 1.0);
  }
}

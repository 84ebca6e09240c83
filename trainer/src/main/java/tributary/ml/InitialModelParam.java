package tributary.ml;

import org.apache.spark.ml.param.Param;

/** The model to begin with; it is saved beside the parameters, not among them. */
final class InitialModelParam extends Param<MlpModel<?>> {
  private static final long serialVersionUID = 1L;

  static final String NAME = "initialModel";

  InitialModelParam(MlpEstimator<?, ?> owner) {
    super(
        owner,
        NAME,
        "a model whose weights training begins with, instead of weights that are drawn; it must"
            + " have the same network",
        owner.paramSet().check(NAME, owner::requireOwnKind));
  }

  @Override
  public String jsonEncode(MlpModel<?> value) {
    throw new UnsupportedOperationException(
        "initialModel: a model is no JSON; the estimator's own writer saves it in a folder");
  }

  @Override
  public MlpModel<?> jsonDecode(String json) {
    throw new UnsupportedOperationException(
        "initialModel: a model is no JSON; the estimator's own reader takes it from its folder");
  }
}

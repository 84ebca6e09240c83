package tributary.ml;

import org.apache.spark.ml.util.MLReader;
import tributary.nn.TargetDecoder;

/** A trained network that predicts a number. */
public final class MlpRegressionModel extends MlpModel<MlpRegressionModel>
    implements MlpRegressorParams {
  private static final long serialVersionUID = 1L;

  MlpRegressionModel(String uid, FittedModel fitted) {
    super(uid, fitted);
  }

  /** Reads a model that was saved; its class is not looked up in the file. */
  public static MLReader<MlpRegressionModel> read() {
    return MlpReader.ofModel(MlpRegressionModel.class, MlpRegressionModel::new);
  }

  /** {@link #read} with the session at hand. */
  public static MlpRegressionModel load(String path) {
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
  MlpRegressionModel self() {
    return this;
  }

  @Override
  MlpRegressionModel with(FittedModel fitted) {
    return new MlpRegressionModel(uid(), fitted);
  }

  @Override
  VectorColumns columns(TargetDecoder decoder) {
    return new VectorColumns(getPredictionCol(), "", "", labels(), new double[0], decoder);
  }
}

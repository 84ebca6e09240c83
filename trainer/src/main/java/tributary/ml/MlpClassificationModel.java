package tributary.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLReader;
import tributary.nn.TargetDecoder;

/** A trained network that tells classes apart. */
public final class MlpClassificationModel extends MlpModel<MlpClassificationModel>
    implements MlpClassifierParams {
  private static final long serialVersionUID = 1L;

  MlpClassificationModel(String uid, FittedModel fitted) {
    super(uid, fitted);
  }

  /** Reads a model that was saved; its class is not looked up in the file. */
  public static MLReader<MlpClassificationModel> read() {
    return MlpReader.ofModel(MlpClassificationModel.class, MlpClassificationModel::new);
  }

  /** {@link #read} with the session at hand. */
  public static MlpClassificationModel load(String path) {
    return read().load(path);
  }

  @Override
  ClassifierParamSet newParamSet() {
    return new ClassifierParamSet(this);
  }

  @Override
  public ClassifierParamSet paramSet() {
    return (ClassifierParamSet) super.paramSet();
  }

  @Override
  MlpClassificationModel self() {
    return this;
  }

  @Override
  MlpClassificationModel with(FittedModel fitted) {
    return new MlpClassificationModel(uid(), fitted);
  }

  @Override
  VectorColumns columns(TargetDecoder decoder) {
    double[] limits = isSet(thresholds()) ? getThresholds() : new double[0];
    if (limits.length > 0) {
      requireOnePerClass(limits);
    }
    return new VectorColumns(
        getPredictionCol(), getRawPredictionCol(), getProbabilityCol(), labels(), limits, decoder);
  }

  /** How many classes the model tells apart. */
  public int numClasses() {
    return decoder().width();
  }

  /** The column that the logits go to; an empty name leaves it out. */
  public MlpClassificationModel setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  /** The column that the probabilities go to; an empty name leaves it out. */
  public MlpClassificationModel setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** One per class: the class with the largest probability / threshold is predicted. */
  public MlpClassificationModel setThresholds(double... value) {
    requireOnePerClass(value);
    return with(thresholds(), value);
  }

  private void requireOnePerClass(double[] thresholds) {
    if (thresholds.length != numClasses()) {
      throw new IllegalArgumentException(
          uid()
              + ": there are "
              + thresholds.length
              + " thresholds but the model has "
              + numClasses()
              + " classes; set one for each");
    }
  }

  /**
   * The logits for one vector of features; of two classes that share one, both its sides.
   *
   * @throws IllegalArgumentException as {@link #predict} does
   */
  public Vector predictRaw(Vector features) {
    return Vectors.dense(VectorColumns.raw(scorer().logits(features), 0));
  }

  /**
   * The probabilities of the classes for one vector of features.
   *
   * @throws IllegalArgumentException as {@link #predict} does
   */
  public Vector predictProbability(Vector features) {
    return Vectors.dense(scorer().outputs(features));
  }
}

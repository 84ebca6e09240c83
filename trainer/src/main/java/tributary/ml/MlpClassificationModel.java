package tributary.ml;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.util.MLReader;
import tributary.data.TargetEncoding;
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
      requireOnePerClass(uid(), "the model", limits, decoder.width());
    }
    return new VectorColumns(
        getPredictionCol(), getRawPredictionCol(), getProbabilityCol(), labels(), limits, decoder);
  }

  /**
   * The names of the classes 0 … K−1: from the label column's metadata, or the strings or booleans
   * that the labels were; empty if they were bare numbers.
   */
  @Override
  public List<String> labels() {
    List<String> named = super.labels();
    return named.isEmpty() && encoding().target() instanceof TargetEncoding.Classes classes
        ? named(classes.classes())
        : named;
  }

  private static List<String> named(List<String> classes) {
    List<String> numbers = IntStream.range(0, classes.size()).mapToObj(Integer::toString).toList();
    return classes.equals(numbers) ? List.of() : classes;
  }

  /** How many classes the model tells apart. */
  public int numClasses() {
    return decoder().width();
  }

  /** The column that the logits go to (of two classes −/+ the log-odds); empty leaves it out. */
  public MlpClassificationModel setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  /** The column that the probabilities go to; an empty name leaves it out. */
  public MlpClassificationModel setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** One per class: the class with the largest probability / threshold is predicted. */
  public MlpClassificationModel setThresholds(double... value) {
    requireOnePerClass(uid(), "the model", value, numClasses());
    return with(thresholds(), value);
  }

  static void requireOnePerClass(String uid, String of, double[] thresholds, int classes) {
    if (thresholds.length != classes) {
      throw new IllegalArgumentException(
          uid
              + ": there are "
              + thresholds.length
              + " thresholds but "
              + of
              + " has "
              + classes
              + " classes; set one for each");
    }
  }

  /**
   * The logits for one vector of features; of two classes (−m, m), m the log-odds of the second.
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

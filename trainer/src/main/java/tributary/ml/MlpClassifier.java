package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a network that tells classes apart, on Spark, as a Spark ML estimator.
 *
 * <p>The label is a number 0 … K−1, as {@code StringIndexer} makes it (with its metadata the
 * classes have names, and those that no training row has count, too), or a boolean or string, whose
 * values in ascending order are the classes 0 … K−1. Features are a vector column ({@code
 * featuresCol}) or raw columns ({@code featureCols}); numbers are standardised, strings are
 * one-hot.
 *
 * <pre>{@code
 * MlpClassificationModel model =
 *     new MlpClassifier().setHiddenLayers(256, 128).setEpochs(5).setSeed(7).fit(training);
 * model.summary().show();
 * Dataset<Row> predictions = model.transform(test);
 * }</pre>
 */
public final class MlpClassifier extends MlpEstimator<MlpClassifier, MlpClassificationModel>
    implements MlpClassifierParams {
  private static final long serialVersionUID = 1L;

  public MlpClassifier() {
    this(randomUid("mlpClassifier"));
  }

  public MlpClassifier(String uid) {
    super(uid);
  }

  /** Reads an estimator that was saved; its class is not looked up in the file. */
  public static MLReader<MlpClassifier> read() {
    return MlpReader.of(MlpClassifier.class, MlpClassifier::new);
  }

  /** {@link #read} with the session at hand. */
  public static MlpClassifier load(String path) {
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
  MlpClassifier self() {
    return this;
  }

  @Override
  Task task() {
    return Task.CLASSIFICATION;
  }

  /** The column that the logits go to (of two classes −/+ the log-odds); empty leaves it out. */
  public MlpClassifier setRawPredictionCol(String value) {
    return with(rawPredictionCol(), value);
  }

  /** The column that the probabilities go to; an empty name leaves it out. */
  public MlpClassifier setProbabilityCol(String value) {
    return with(probabilityCol(), value);
  }

  /** One per class: the class with the largest probability / threshold is predicted. */
  public MlpClassifier setThresholds(double... value) {
    return with(thresholds(), value);
  }

  @Override
  OptionalInt declaredClasses(StructType schema) {
    List<String> labels = labels(schema);
    OptionalInt count =
        labels.isEmpty()
            ? LabelMetadata.count(schema, getLabelCol())
            : OptionalInt.of(labels.size());
    if (count.isPresent() && count.getAsInt() < 2) {
      throw new TableException(
          "training table, column '"
              + getLabelCol()
              + "': its metadata says that there is "
              + count.getAsInt()
              + " class"
              + (labels.isEmpty() ? "" : " " + labels)
              + "; classification needs at least two classes");
    }
    return count;
  }

  @Override
  List<String> labels(StructType schema) {
    return LabelMetadata.names(schema, getLabelCol());
  }

  @Override
  double lossDelta() {
    return 1;
  }

  @Override
  boolean standardizesTarget() {
    return false;
  }

  @Override
  void requireOutputs(int classes) {
    if (isSet(thresholds())) {
      MlpClassificationModel.requireOnePerClass(uid(), "the label", getThresholds(), classes);
    }
  }

  @Override
  List<StructField> outputFields(StructType schema) {
    List<StructField> fields = new ArrayList<>();
    for (String vector : List.of(getRawPredictionCol(), getProbabilityCol())) {
      if (!vector.isEmpty()) {
        fields.add(DataTypes.createStructField(vector, SQLDataTypes.VectorType(), false));
      }
    }
    if (!getPredictionCol().isEmpty()) {
      fields.add(DataTypes.createStructField(getPredictionCol(), DataTypes.DoubleType, false));
    }
    return fields;
  }

  @Override
  MlpClassificationModel model(FittedModel fitted) {
    return new MlpClassificationModel(uid(), fitted);
  }

  @Override
  MlpClassificationModel readModel(String path) {
    return MlpClassificationModel.load(path);
  }

  @Override
  Class<MlpClassificationModel> modelClass() {
    return MlpClassificationModel.class;
  }
}

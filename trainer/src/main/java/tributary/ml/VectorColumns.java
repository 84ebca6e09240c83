package tributary.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import tributary.linalg.Matrix;
import tributary.nn.TargetDecoder;

/**
 * The columns of Spark ML: a number as prediction, logits and probabilities as vectors, each with
 * Spark ML's metadata; those with an empty name are left out.
 *
 * @param labels the names of the classes, for the prediction's metadata; empty if they have none
 * @param thresholds one per class; empty for none
 */
record VectorColumns(
    String prediction,
    String rawPrediction,
    String probability,
    List<String> labels,
    double[] thresholds,
    TargetDecoder decoder)
    implements PredictionColumns {
  VectorColumns {
    labels = List.copyOf(labels);
  }

  @Override
  public List<StructField> fields() {
    List<StructField> fields = new ArrayList<>();
    for (String name : List.of(rawPrediction, probability)) {
      if (!name.isEmpty()) {
        fields.add(vector(name, decoder.width()));
      }
    }
    if (!prediction.isEmpty()) {
      fields.add(DataTypes.createStructField(prediction, DataTypes.DoubleType, false, classes()));
    }
    return fields;
  }

  private static StructField vector(String name, int size) {
    return DataTypes.createStructField(
        name, SQLDataTypes.VectorType(), false, new AttributeGroup(name, size).toMetadata());
  }

  private Metadata classes() {
    if (decoder instanceof TargetDecoder.OfNumbers) {
      return Metadata.empty();
    }
    NominalAttribute attribute = NominalAttribute.defaultAttr().withName(prediction);
    return (labels.isEmpty()
            ? attribute.withNumValues(decoder.width())
            : attribute.withValues(labels.toArray(new String[0])))
        .toMetadata();
  }

  @Override
  public void fill(Matrix rows, int row, InternalRow values) {
    double[] outputs = new double[decoder.width()];
    decoder.decode(rows, row, outputs);
    int column = 0;
    if (!rawPrediction.isEmpty()) {
      values.update(column++, VectorRows.serialize(Vectors.dense(raw(rows, row))));
    }
    if (!probability.isEmpty()) {
      values.update(column++, VectorRows.serialize(Vectors.dense(outputs)));
    }
    if (!prediction.isEmpty()) {
      values.setDouble(column, predict(outputs));
    }
  }

  /** The logits of a row, in double; of a single one both its sides. */
  static double[] raw(Matrix logits, int row) {
    int first = logits.offset() + row * logits.cols();
    if (logits.cols() == 1) {
      double z = logits.data()[first];
      return new double[] {-z, z};
    }
    double[] raw = new double[logits.cols()];
    Arrays.setAll(raw, i -> logits.data()[first + i]);
    return raw;
  }

  /** The number itself, or the class whose probability / threshold is the largest. */
  double predict(double[] outputs) {
    if (decoder instanceof TargetDecoder.OfNumbers) {
      return outputs[0];
    }
    if (thresholds.length == 0) {
      return TargetDecoder.likeliest(outputs, outputs.length);
    }
    double[] scaled = new double[outputs.length];
    for (int i = 0; i < scaled.length; i++) {
      // By threshold 0 all but a probability of 0 become infinite, as Spark ML has it.
      scaled[i] = outputs[i] == 0 ? 0 : outputs[i] / thresholds[i];
    }
    return TargetDecoder.likeliest(scaled, scaled.length);
  }
}

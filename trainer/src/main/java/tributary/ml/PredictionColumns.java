package tributary.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;
import tributary.nn.NetworkSpec;

/** The columns that a prediction adds, and how logits become their values. */
sealed interface PredictionColumns extends Serializable {
  String PREDICTION = "prediction";
  String PROBABILITY = "probability";

  List<StructField> fields();

  /** The fields as a table of their own. */
  default StructType schema() {
    return new StructType(fields().toArray(new StructField[0]));
  }

  /** Overwrites {@code values}, one per field, from one row of the logits. */
  void fill(Matrix logits, int row, InternalRow values);

  /**
   * The columns for a target and the loss that was trained on it.
   *
   * @throws IllegalArgumentException if network and encoding do not belong together
   */
  static PredictionColumns of(TableEncoding encoding, NetworkSpec network) {
    TargetEncoding target = encoding.target();
    if (encoding.inputs() != network.inputs()) {
      throw mismatch("reads " + network.inputs() + " inputs", "gives " + encoding.inputs());
    }
    int outputs = network.outputs();
    LossSpec loss = network.loss();
    boolean cross = loss instanceof LossSpec.BinaryCrossEntropy;
    if (target instanceof TargetEncoding.Classes classes) {
      int count = classes.classes().size();
      boolean softmax = loss instanceof LossSpec.SoftmaxCrossEntropy && outputs == count;
      boolean binary = cross && outputs == 1 && count == 2;
      if (!softmax && !binary) {
        throw mismatch("ends in " + loss, "has " + count + " classes");
      }
      return OfClass.of(classes.classes());
    }
    boolean numbers = target instanceof TargetEncoding.Regression;
    boolean fits =
        numbers ? loss instanceof LossSpec.SquaredError || loss instanceof LossSpec.Huber : cross;
    if (!fits || outputs != target.width()) {
      throw mismatch("ends in " + loss, "has the targets " + target.columns());
    }
    return numbers
        ? OfNumbers.of((TargetEncoding.Regression) target)
        : new OfLabels(target.columns());
  }

  private static IllegalArgumentException mismatch(String network, String encoding) {
    return new IllegalArgumentException(
        "prediction: the network "
            + network
            + " but the encoding "
            + encoding
            + "; take both from one model");
  }

  private static StructField field(String name, DataType type) {
    return DataTypes.createStructField(name, type, false);
  }

  /** Names that stay apart where Spark ignores case. */
  private static List<StructField> probabilities(List<String> labels) {
    Set<String> taken = new HashSet<>();
    List<StructField> fields = new ArrayList<>();
    for (String label : labels) {
      String name = PROBABILITY + "_" + label;
      for (int i = 2; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
        name = PROBABILITY + "_" + label + "_" + i;
      }
      fields.add(field(name, DataTypes.DoubleType));
    }
    return fields;
  }

  private static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  private static float logit(Matrix logits, int row, int i) {
    return logits.data()[logits.offset() + row * logits.cols() + i];
  }

  /** logit · scale + mean. */
  record OfNumbers(List<String> names, double[] scales, double[] means)
      implements PredictionColumns {
    static OfNumbers of(TargetEncoding.Regression target) {
      return new OfNumbers(target.columns(), unboxed(target.scales()), unboxed(target.means()));
    }

    private static double[] unboxed(List<Double> values) {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    public List<StructField> fields() {
      return names.stream()
          .map(
              name ->
                  field(
                      names.size() == 1 ? PREDICTION : PREDICTION + "_" + name,
                      DataTypes.DoubleType))
          .toList();
    }

    @Override
    public void fill(Matrix logits, int row, InternalRow values) {
      for (int i = 0; i < logits.cols(); i++) {
        values.setDouble(i, logit(logits, row, i) * scales[i] + means[i]);
      }
    }
  }

  /** The likeliest class, the first among equals, and softmax(logits) in double. */
  record OfClass(List<String> classes, DataType type, UTF8String[] labels)
      implements PredictionColumns {
    static OfClass of(List<String> classes) {
      boolean numbered = true;
      for (int i = 0; i < classes.size(); i++) {
        numbered &= classes.get(i).equals(Integer.toString(i));
      }
      boolean yesOrNo = classes.equals(List.of("false", "true"));
      DataType type = yesOrNo ? DataTypes.BooleanType : DataTypes.StringType;
      return new OfClass(
          classes,
          numbered ? DataTypes.IntegerType : type,
          classes.stream().map(UTF8String::fromString).toArray(UTF8String[]::new));
    }

    @Override
    public List<StructField> fields() {
      List<StructField> fields = new ArrayList<>(List.of(field(PREDICTION, type)));
      fields.addAll(probabilities(classes));
      return fields;
    }

    @Override
    public void fill(Matrix logits, int row, InternalRow values) {
      double[] p = logits.cols() == 1 ? binary(logits, row) : softmax(logits, row);
      int best = 0;
      for (int i = 0; i < p.length; i++) {
        values.setDouble(1 + i, p[i]);
        best = p[i] > p[best] ? i : best;
      }
      if (type.equals(DataTypes.IntegerType)) {
        values.setInt(0, best);
      } else if (type.equals(DataTypes.BooleanType)) {
        values.setBoolean(0, best == 1);
      } else {
        values.update(0, labels[best]);
      }
    }

    private static double[] binary(Matrix logits, int row) {
      double z = logit(logits, row, 0);
      return new double[] {sigmoid(-z), sigmoid(z)};
    }

    private static double[] softmax(Matrix logits, int row) {
      double[] p = new double[logits.cols()];
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < p.length; i++) {
        max = Math.max(max, logit(logits, row, i));
      }
      double sum = 0;
      for (int i = 0; i < p.length; i++) {
        p[i] = Math.exp((double) logit(logits, row, i) - max);
        sum += p[i];
      }
      for (int i = 0; i < p.length; i++) {
        p[i] /= sum;
      }
      return p;
    }
  }

  /** 1 where the logit is above 0, and sigmoid(logit). */
  record OfLabels(List<String> columns) implements PredictionColumns {
    @Override
    public List<StructField> fields() {
      List<StructField> fields = new ArrayList<>();
      columns.forEach(name -> fields.add(field(PREDICTION + "_" + name, DataTypes.IntegerType)));
      fields.addAll(probabilities(columns));
      return fields;
    }

    @Override
    public void fill(Matrix logits, int row, InternalRow values) {
      int count = columns.size();
      for (int i = 0; i < count; i++) {
        float z = logit(logits, row, i);
        values.setInt(i, z > 0 ? 1 : 0);
        values.setDouble(count + i, sigmoid(z));
      }
    }
  }
}

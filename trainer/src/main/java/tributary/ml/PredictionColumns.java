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
import tributary.nn.NetworkSpec;
import tributary.nn.TargetDecoder;

/** The columns that a prediction adds, and how logits become their values. */
interface PredictionColumns extends Serializable {
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
      throw new IllegalArgumentException(
          "prediction: the network reads "
              + network.inputs()
              + " inputs but the encoding gives "
              + encoding.inputs()
              + "; take both from one model");
    }
    TargetDecoder decoder = TargetDecoder.of(target, network.loss());
    if (target instanceof TargetEncoding.Classes classes) {
      return OfClass.of(classes.classes(), decoder);
    }
    return target instanceof TargetEncoding.Labels
        ? new OfLabels(target.columns(), decoder)
        : new OfNumbers(target.columns(), decoder);
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

  /** Numbers in the target's own units. */
  record OfNumbers(List<String> names, TargetDecoder decoder) implements PredictionColumns {
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
      double[] numbers = new double[decoder.width()];
      decoder.decode(logits, row, numbers);
      for (int i = 0; i < numbers.length; i++) {
        values.setDouble(i, numbers[i]);
      }
    }
  }

  /** The likeliest class, the first among equals, and the probability of each. */
  record OfClass(List<String> classes, DataType type, UTF8String[] labels, TargetDecoder decoder)
      implements PredictionColumns {
    static OfClass of(List<String> classes, TargetDecoder decoder) {
      boolean numbered = true;
      for (int i = 0; i < classes.size(); i++) {
        numbered &= classes.get(i).equals(Integer.toString(i));
      }
      boolean yesOrNo = classes.equals(List.of("false", "true"));
      DataType type = yesOrNo ? DataTypes.BooleanType : DataTypes.StringType;
      return new OfClass(
          classes,
          numbered ? DataTypes.IntegerType : type,
          classes.stream().map(UTF8String::fromString).toArray(UTF8String[]::new),
          decoder);
    }

    @Override
    public List<StructField> fields() {
      List<StructField> fields = new ArrayList<>(List.of(field(PREDICTION, type)));
      fields.addAll(probabilities(classes));
      return fields;
    }

    @Override
    public void fill(Matrix logits, int row, InternalRow values) {
      double[] p = new double[decoder.width()];
      decoder.decode(logits, row, p);
      for (int i = 0; i < p.length; i++) {
        values.setDouble(1 + i, p[i]);
      }
      int best = TargetDecoder.likeliest(p, p.length);
      if (type.equals(DataTypes.IntegerType)) {
        values.setInt(0, best);
      } else if (type.equals(DataTypes.BooleanType)) {
        values.setBoolean(0, best == 1);
      } else {
        values.update(0, labels[best]);
      }
    }
  }

  /** 1 where the logit is above 0, and the label's probability. */
  record OfLabels(List<String> columns, TargetDecoder decoder) implements PredictionColumns {
    @Override
    public List<StructField> fields() {
      List<StructField> fields = new ArrayList<>();
      columns.forEach(name -> fields.add(field(PREDICTION + "_" + name, DataTypes.IntegerType)));
      fields.addAll(probabilities(columns));
      return fields;
    }

    @Override
    public void fill(Matrix logits, int row, InternalRow values) {
      double[] p = new double[decoder.width()];
      decoder.decode(logits, row, p);
      int first = logits.offset() + row * logits.cols();
      for (int i = 0; i < p.length; i++) {
        // The logit tells what its probability, rounded to 0.5, no longer does.
        values.setInt(i, logits.data()[first + i] > 0 ? 1 : 0);
        values.setDouble(p.length + i, p[i]);
      }
    }
  }
}

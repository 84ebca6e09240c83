package tributary.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import tributary.data.TargetEncoding;

/** Writes the targets of a row as the loss reads them. */
sealed interface TargetEncoder {
  /**
   * Overwrites {@code y[offset …]}.
   *
   * @throws BadCell if a value cannot be used
   */
  void encode(Row row, float[] y, int offset);

  static TargetEncoder of(List<TableColumn> columns, TargetEncoding encoding) {
    if (encoding instanceof TargetEncoding.Classes classes) {
      return new OfClass(columns.get(0), classes.classes());
    }
    if (encoding instanceof TargetEncoding.Regression regression) {
      return new OfNumbers(columns, unboxed(regression.means()), unboxed(regression.scales()));
    }
    double[] zeros = new double[encoding.width()];
    double[] ones = new double[encoding.width()];
    Arrays.fill(ones, 1);
    return new OfNumbers(columns, zeros, ones);
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** (value − mean) / scale per column. */
  record OfNumbers(List<TableColumn> columns, double[] means, double[] scales)
      implements TargetEncoder {
    @Override
    public void encode(Row row, float[] y, int offset) {
      for (int i = 0; i < means.length; i++) {
        TableColumn column = columns.get(i);
        double value = column.number(row);
        float scaled = (float) ((value - means[i]) / scales[i]);
        if (!Float.isFinite(scaled)) {
          throw column.bad(
              "the target " + value + " is " + scaled + " after scaling; it must be finite");
        }
        y[offset + i] = scaled;
      }
    }
  }

  /** The index of the row's class. */
  final class OfClass implements TargetEncoder {
    private static final int CLASSES_IN_MESSAGE = 20;

    private final TableColumn column;
    private final List<String> classes;
    private final Map<String, Integer> indices = new HashMap<>();

    OfClass(TableColumn column, List<String> classes) {
      this.column = column;
      this.classes = classes;
      for (String label : classes) {
        indices.put(label, indices.size());
      }
    }

    @Override
    public void encode(Row row, float[] y, int offset) {
      String label = column.classLabel(row);
      @Nullable Integer index = indices.get(label);
      if (index == null) {
        throw column.bad(
            "the label is '"
                + label
                + "', expected one of the "
                + classes.size()
                + " classes of training: "
                + String.join(", ", classes.stream().limit(CLASSES_IN_MESSAGE).toList())
                + (classes.size() > CLASSES_IN_MESSAGE ? ", …" : ""));
      }
      y[offset] = index;
    }
  }
}

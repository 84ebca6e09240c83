package tributary.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.data.RawBlock;
import tributary.data.RawColumn;
import tributary.data.TargetEncoding;

/** Writes the targets of rows as the loss reads them. */
sealed interface TargetEncoder {
  /**
   * Overwrites {@code y}, row by row.
   *
   * @param first the first target among the block's columns
   * @throws BadCell if a value cannot be used: the first of its column
   */
  void encode(RawBlock block, int first, RowRange range, float[] y);

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
    public void encode(RawBlock block, int first, RowRange range, float[] y) {
      RowRange rest = range;
      @Nullable BadCell found = null;
      for (int i = 0; i < means.length; i++) {
        try {
          encode((RawColumn.Numbers) block.columns().get(first + i), i, rest, y);
        } catch (BadCell bad) {
          found = bad;
          rest = rest.before(bad.row());
        }
      }
      if (found != null) {
        throw found;
      }
    }

    private void encode(RawColumn.Numbers values, int target, RowRange range, float[] y) {
      TableColumn column = columns.get(target);
      int count = range.count();
      for (int i = 0; i < count; i++) {
        int row = range.row(i);
        double value = column.number(values, row);
        float scaled = (float) ((value - means[target]) / scales[target]);
        if (!Float.isFinite(scaled)) {
          throw column.bad(
              "the target " + value + " is " + scaled + " after scaling; it must be finite", row);
        }
        y[i * means.length + target] = scaled;
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
    public void encode(RawBlock block, int first, RowRange range, float[] y) {
      RawColumn.Levels levels = (RawColumn.Levels) block.columns().get(first);
      float[] known = new float[levels.levels().length];
      Arrays.fill(known, Float.NaN);
      int count = range.count();
      for (int i = 0; i < count; i++) {
        int row = range.row(i);
        if (row >= levels.usable()) {
          throw column.missing(row);
        }
        int code = levels.codes()[row];
        if (Float.isNaN(known[code])) {
          known[code] = index(column.classLabel(levels.levels()[code], row), row);
        }
        y[i] = known[code];
      }
    }

    private int index(String label, int row) {
      @Nullable Integer index = indices.get(label);
      if (index == null) {
        throw column.bad(
            "the label is '"
                + label
                + "', expected one of the "
                + classes.size()
                + " classes of training: "
                + String.join(", ", classes.stream().limit(CLASSES_IN_MESSAGE).toList())
                + (classes.size() > CLASSES_IN_MESSAGE ? ", …" : ""),
            row);
      }
      return index;
    }
  }
}

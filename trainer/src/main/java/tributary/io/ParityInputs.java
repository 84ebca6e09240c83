package tributary.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.data.ColumnEncoding;
import tributary.data.RandomStream;
import tributary.data.RawValue;
import tributary.data.TableEncoding;

/**
 * The raw rows of a {@link ParitySample}, drawn from what was learnt about the columns and from
 * nothing else; a pure function of the encoding.
 */
final class ParityInputs {
  static final int UNSEEN = -1;

  private static final long SEED = RandomStream.hash(0x7061726974790001L);

  private ParityInputs() {}

  /** How many numbers a row has: one per numeric or categorical column, all of a vector. */
  static int width(TableEncoding table) {
    return table.features().stream().mapToInt(ParityInputs::width).sum();
  }

  private static int width(ColumnEncoding column) {
    return column instanceof ColumnEncoding.Vector ? column.width() : 1;
  }

  /**
   * Rows × {@link #width}: first a row of means and first levels, then normal draws about the means
   * and levels drawn evenly; the last of several rows has an unseen level in every column.
   */
  static double[] draw(TableEncoding table, int rows) {
    double[] inputs = new double[rows * width(table)];
    RandomStream random = new RandomStream(SEED);
    int at = 0;
    for (int row = 0; row < rows; row++) {
      for (ColumnEncoding column : table.features()) {
        if (column instanceof ColumnEncoding.Numeric number) {
          inputs[at++] = number(number.mean(), number.scale(), row, random);
        } else if (column instanceof ColumnEncoding.Categorical levels) {
          inputs[at++] = level(levels.width(), row, rows, random);
        } else if (column instanceof ColumnEncoding.Vector vector) {
          for (int i = 0; i < vector.width(); i++) {
            inputs[at++] = number(vector.means().get(i), vector.scales().get(i), row, random);
          }
        }
      }
    }
    return inputs;
  }

  /** A 32-bit float, so that runtimes that take floats are given the very same number. */
  private static double number(double mean, double scale, int row, RandomStream random) {
    double z = row == 0 ? 0 : random.nextGaussian();
    double drawn = mean + scale * z;
    float rounded = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, drawn));
    // A scale far below a float's spacing about the mean lets nothing through but the mean.
    return Float.isFinite(RawValue.scaled(rounded, mean, scale)) ? rounded : mean;
  }

  private static int level(int levels, int row, int rows, RandomStream random) {
    if (levels == 0 || (row > 0 && row == rows - 1)) {
      return UNSEEN;
    }
    return row == 0 ? 0 : random.nextInt(levels);
  }

  /** One row by its columns' names, as {@link Scorer#predict(Map)} takes it. */
  static Map<String, Object> named(TableEncoding table, double[] row) {
    Map<String, Object> named = new LinkedHashMap<>();
    int at = 0;
    for (ColumnEncoding column : table.features()) {
      if (column instanceof ColumnEncoding.Vector) {
        double[] values = new double[column.width()];
        System.arraycopy(row, at, values, 0, values.length);
        named.put(column.name(), values);
      } else if (column instanceof ColumnEncoding.Categorical categorical) {
        named.put(column.name(), level(categorical.levels(), (int) row[at]));
      } else {
        named.put(column.name(), row[at]);
      }
      at += width(column);
    }
    return named;
  }

  private static String level(List<String> levels, int place) {
    if (place != UNSEEN) {
      return levels.get(place);
    }
    String unseen = "unseen";
    while (levels.contains(unseen)) {
      unseen += "_";
    }
    return unseen;
  }

  /** What is wrong with a row of a file, or nothing. */
  static String fault(TableEncoding table, double[] row) {
    int at = 0;
    for (ColumnEncoding column : table.features()) {
      int end = at + width(column);
      for (; at < end; at++) {
        double value = row[at];
        if (!RawValue.isUsable(value)) {
          return "column '" + column.name() + "' is " + value + ", expected a finite number";
        }
        boolean place = value == Math.rint(value) && value >= UNSEEN && value < column.width();
        if (column instanceof ColumnEncoding.Categorical && !place) {
          return "column '%s' is %s, expected a level's place from -1 to %d"
              .formatted(column.name(), value, column.width() - 1);
        }
      }
    }
    return "";
  }
}

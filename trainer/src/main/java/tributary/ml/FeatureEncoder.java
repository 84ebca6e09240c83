package tributary.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tributary.data.ColumnEncoding;
import tributary.data.RawColumn;
import tributary.data.RawValue;

/** Writes one feature column into the network's inputs; belongs to one thread. */
sealed interface FeatureEncoder {
  /**
   * Overwrites the column's floats of each row, row {@code i} of the range from {@code x[offset + i
   * · stride]} on.
   *
   * @throws BadCell for the first value that cannot be used
   */
  void encode(RawColumn values, RowRange range, float[] x, int offset, int stride);

  /** How many rows had a level that was never seen in training. */
  default long unseen() {
    return 0;
  }

  static FeatureEncoder of(TableColumn column, ColumnEncoding encoding) {
    if (encoding instanceof ColumnEncoding.Numeric number) {
      return new OfNumber(column, number.mean(), number.scale());
    }
    if (encoding instanceof ColumnEncoding.Categorical categorical) {
      return new OfLevel(column, categorical.levels());
    }
    return new OfVector(column, (ColumnEncoding.Vector) encoding);
  }

  private static float finite(
      TableColumn column, float scaled, double value, double mean, double scale, int row) {
    if (!Float.isFinite(scaled)) {
      throw column.bad(RawValue.notScalable(value, scaled, mean, scale), row);
    }
    return scaled;
  }

  /** (value − mean) / scale. */
  record OfNumber(TableColumn column, double mean, double scale) implements FeatureEncoder {
    @Override
    public void encode(RawColumn values, RowRange range, float[] x, int offset, int stride) {
      RawColumn.Numbers from = (RawColumn.Numbers) values;
      int count = range.count();
      for (int i = 0; i < count; i++) {
        int row = range.row(i);
        double value = column.number(from, row);
        float scaled = RawValue.scaled(value, mean, scale);
        x[offset + i * stride] = finite(column, scaled, value, mean, scale, row);
      }
    }
  }

  /** 1 at the level's place, 0 elsewhere. */
  final class OfLevel implements FeatureEncoder {
    private final TableColumn column;
    private final Map<String, Integer> places = new HashMap<>();
    private long unseen;

    OfLevel(TableColumn column, List<String> levels) {
      this.column = column;
      for (String level : levels) {
        places.put(level, places.size());
      }
    }

    @Override
    public void encode(RawColumn values, RowRange range, float[] x, int offset, int stride) {
      // Looked up once per block, where the column was read as levels.
      int[] known = values instanceof RawColumn.Levels levels ? known(levels) : new int[0];
      int count = range.count();
      for (int i = 0; i < count; i++) {
        int row = range.row(i);
        if (row >= values.usable()) {
          throw column.missing(row);
        }
        int place =
            values instanceof RawColumn.Levels levels
                ? known[levels.codes()[row]]
                : place(((RawColumn.Numbers) values).text(row));
        int at = offset + i * stride;
        Arrays.fill(x, at, at + places.size(), 0f);
        if (place < 0) {
          unseen++;
        } else {
          x[at + place] = 1;
        }
      }
    }

    private int[] known(RawColumn.Levels levels) {
      int[] known = new int[levels.levels().length];
      Arrays.setAll(known, code -> place(levels.levels()[code]));
      return known;
    }

    private int place(String level) {
      return places.getOrDefault(level, -1);
    }

    @Override
    public long unseen() {
      return unseen;
    }
  }

  /** (value[i] − means[i]) / scales[i]; an element that a sparse vector leaves out is a 0. */
  final class OfVector implements FeatureEncoder {
    private final TableColumn column;
    private final double[] means;
    private final double[] scales;
    private final float[] zeros;
    private final double[] cell;

    OfVector(TableColumn column, ColumnEncoding.Vector encoding) {
      this.column = column;
      means = encoding.means().stream().mapToDouble(Double::doubleValue).toArray();
      scales = encoding.scales().stream().mapToDouble(Double::doubleValue).toArray();
      cell = new double[means.length];
      zeros = new float[means.length];
      for (int i = 0; i < zeros.length; i++) {
        float scaled = RawValue.scaledElement(0, means[i], scales[i]);
        zeros[i] = finite(column, scaled, 0, means[i], scales[i], 0);
      }
    }

    @Override
    public void encode(RawColumn values, RowRange range, float[] x, int offset, int stride) {
      RawColumn.Vectors from = (RawColumn.Vectors) values;
      int count = range.count();
      for (int i = 0; i < count; i++) {
        int row = range.row(i);
        if (row >= from.usable() && from.oddWidth() < 0) {
          throw column.missing(row);
        }
        requireWidth(row < from.usable() ? from.width() : from.oddWidth(), row);
        encode(from, row, x, offset + i * stride);
      }
    }

    private void requireWidth(int found, int row) {
      if (found != means.length) {
        throw column.bad(RawValue.otherWidth(found, means.length), row);
      }
    }

    private void encode(RawColumn.Vectors from, int row, float[] x, int at) {
      int stored = column.vector(from, row, cell);
      if (stored < means.length) {
        System.arraycopy(zeros, 0, x, at, zeros.length);
      }
      int start = from.start(row);
      for (int k = 0; k < stored; k++) {
        int i = from.index(start, k);
        float scaled = RawValue.scaledElement(cell[k], means[i], scales[i]);
        x[at + i] = finite(column, scaled, cell[k], means[i], scales[i], row);
      }
    }
  }
}

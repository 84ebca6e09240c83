package tributary.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import tributary.data.ColumnEncoding;

/** Writes one feature column of a row into the network's inputs; belongs to one thread. */
sealed interface FeatureEncoder {
  /**
   * Overwrites {@code x[offset …]} with the column's floats.
   *
   * @throws BadCell if the value cannot be used
   */
  void encode(Row row, float[] x, int offset);

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

  private static float scaled(TableColumn column, double value, double mean, double scale) {
    float scaled = (float) ((value - mean) / scale);
    if (!Float.isFinite(scaled)) {
      throw column.bad(
          "the value "
              + value
              + " is "
              + scaled
              + " after scaling by mean "
              + mean
              + " and scale "
              + scale
              + ", learnt from the training rows; it must be finite: check the value");
    }
    return scaled;
  }

  /** (value − mean) / scale. */
  record OfNumber(TableColumn column, double mean, double scale) implements FeatureEncoder {
    @Override
    public void encode(Row row, float[] x, int offset) {
      x[offset] = scaled(column, column.number(row), mean, scale);
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
    public void encode(Row row, float[] x, int offset) {
      Arrays.fill(x, offset, offset + places.size(), 0f);
      @Nullable Integer place = places.get(column.level(row));
      if (place == null) {
        unseen++;
      } else {
        x[offset + place] = 1;
      }
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
    private final VectorCell cell = new VectorCell();

    OfVector(TableColumn column, ColumnEncoding.Vector encoding) {
      this.column = column;
      means = encoding.means().stream().mapToDouble(Double::doubleValue).toArray();
      scales = encoding.scales().stream().mapToDouble(Double::doubleValue).toArray();
      zeros = new float[means.length];
      for (int i = 0; i < zeros.length; i++) {
        zeros[i] = scaled(column, 0, means[i], scales[i]);
      }
    }

    @Override
    public void encode(Row row, float[] x, int offset) {
      column.vector(row, cell);
      if (cell.width() != means.length) {
        throw column.bad(
            "the vector has "
                + cell.width()
                + " elements but the model was trained on "
                + means.length
                + "; give it vectors of that width");
      }
      if (cell.stored() < means.length) {
        System.arraycopy(zeros, 0, x, offset, zeros.length);
      }
      for (int k = 0; k < cell.stored(); k++) {
        int i = cell.index(k);
        // A dense -0.0 must give what a zero left out by a sparse vector gives.
        x[offset + i] = scaled(column, cell.value(k) + 0.0, means[i], scales[i]);
      }
    }
  }
}

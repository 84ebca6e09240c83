package tributary.data;

import java.io.Serializable;
import java.util.List;

/**
 * How one raw column becomes floats, with everything that was learnt about it from the training
 * rows.
 *
 * <p>Stored with the model, so that raw rows can be scored by it: data only, no code.
 */
public sealed interface ColumnEncoding extends Serializable {
  /** The raw column's name. */
  String name();

  /** How many floats the column becomes. */
  int width();

  /** A number or a boolean (0 and 1): one float, (value − mean) / scale. */
  record Numeric(String name, double mean, double scale) implements ColumnEncoding {
    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * A string: one float per level seen in training, 1 at the value's own and 0 elsewhere; all 0 for
   * an unseen value.
   */
  record Categorical(String name, List<String> levels) implements ColumnEncoding {
    public Categorical {
      levels = List.copyOf(levels);
    }

    @Override
    public int width() {
      return levels.size();
    }
  }

  /** A vector or an array of numbers: (value[i] − means[i]) / scales[i]. */
  record Vector(String name, List<Double> means, List<Double> scales) implements ColumnEncoding {
    public Vector {
      means = List.copyOf(means);
      scales = List.copyOf(scales);
    }

    @Override
    public int width() {
      return means.size();
    }
  }
}

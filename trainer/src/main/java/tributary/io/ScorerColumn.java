package tributary.io;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tributary.data.ColumnEncoding;
import tributary.data.DataException;
import tributary.data.RawValue;

/**
 * One feature of the rows that a {@link Scorer} reads: writes a value of it into the network's
 * inputs. Immutable.
 */
abstract sealed class ScorerColumn {
  final String name;
  final int offset;
  private final String wanted;

  private ScorerColumn(String name, int offset, String wanted) {
    this.name = name;
    this.offset = offset;
    this.wanted = wanted;
  }

  /**
   * @param offset of its first input
   */
  static ScorerColumn of(ColumnEncoding encoding, int offset) {
    if (encoding instanceof ColumnEncoding.Numeric number) {
      return new OfNumber(number, offset);
    }
    if (encoding instanceof ColumnEncoding.Categorical categorical) {
      return new OfLevel(categorical, offset);
    }
    return new OfVector((ColumnEncoding.Vector) encoding, offset);
  }

  void put(double value, float[] x) {
    throw otherType("a number");
  }

  void put(boolean value, float[] x) {
    throw otherType("a boolean");
  }

  void put(String level, float[] x) {
    throw otherType("a string");
  }

  void put(double[] values, float[] x) {
    throw otherType("a vector");
  }

  void put(float[] values, float[] x) {
    throw otherType("a vector");
  }

  /** Callers from outside may not know what is checked for null here. */
  final void requireThere(@Nullable Object value) {
    if (value == null) {
      throw bad(RawValue.missing("null"));
    }
  }

  /** A value as {@link Scorer#predict(Map)} takes it. */
  void put(@Nullable Object value, float[] x) {
    if (value == null) {
      throw bad(RawValue.missing("null"));
    } else if (value instanceof Boolean truth) {
      put(truth.booleanValue(), x);
    } else if (value instanceof Number number) {
      put(number.doubleValue(), x);
    } else if (value instanceof String level) {
      put(level, x);
    } else if (value instanceof double[] values) {
      put(values, x);
    } else if (value instanceof float[] values) {
      put(values, x);
    } else if (value instanceof List<?> list) {
      put(numbers(list), x);
    } else {
      throw otherType("a " + value.getClass().getName());
    }
  }

  private double[] numbers(List<?> list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Number number)) {
        throw bad("element " + i + " is " + list.get(i) + ", expected a number");
      }
      numbers[i] = number.doubleValue();
    }
    return numbers;
  }

  DataException bad(String message) {
    return new DataException("row, column '" + name + "': " + message);
  }

  private DataException otherType(String found) {
    return bad(
        "the value is "
            + found
            + " but the model was trained on "
            + wanted
            + "; convert the value first");
  }

  void requireUsable(double value) {
    if (!RawValue.isUsable(value)) {
      throw Double.isNaN(value)
          ? bad(RawValue.missing("NaN"))
          : bad(RawValue.notFinite("the value", value));
    }
  }

  void requireFinite(float scaled, double value, double mean, double scale) {
    if (!Float.isFinite(scaled)) {
      throw bad(RawValue.notScalable(value, scaled, mean, scale));
    }
  }

  /** (value − mean) / scale. */
  private static final class OfNumber extends ScorerColumn {
    private final double mean;
    private final double scale;

    OfNumber(ColumnEncoding.Numeric encoding, int offset) {
      super(encoding.name(), offset, "a number");
      mean = encoding.mean();
      scale = encoding.scale();
    }

    @Override
    void put(double value, float[] x) {
      requireUsable(value);
      float scaled = RawValue.scaled(value, mean, scale);
      requireFinite(scaled, value, mean, scale);
      x[offset] = scaled;
    }

    @Override
    void put(boolean value, float[] x) {
      put(value ? 1.0 : 0.0, x);
    }
  }

  /** 1 at the level's place, 0 elsewhere. */
  private static final class OfLevel extends ScorerColumn {
    private final Map<String, Integer> places = new HashMap<>();

    OfLevel(ColumnEncoding.Categorical encoding, int offset) {
      super(encoding.name(), offset, "a string, one of few");
      for (String level : encoding.levels()) {
        places.put(level, places.size());
      }
    }

    @Override
    void put(String level, float[] x) {
      requireThere(level);
      Arrays.fill(x, offset, offset + places.size(), 0f);
      Integer place = places.get(level);
      if (place != null) {
        x[offset + place] = 1;
      }
    }

    @Override
    void put(boolean value, float[] x) {
      put(Boolean.toString(value), x);
    }

    /** A number that was a level in training was one as its own type writes it. */
    @Override
    void put(@Nullable Object value, float[] x) {
      if (value instanceof Number number) {
        put(number.toString(), x);
      } else {
        super.put(value, x);
      }
    }
  }

  /** (value[i] − means[i]) / scales[i]. */
  private static final class OfVector extends ScorerColumn {
    private final double[] means;
    private final double[] scales;

    OfVector(ColumnEncoding.Vector encoding, int offset) {
      super(encoding.name(), offset, "a vector of " + encoding.width() + " numbers");
      means = encoding.means().stream().mapToDouble(Double::doubleValue).toArray();
      scales = encoding.scales().stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Override
    void put(double[] values, float[] x) {
      requireThere(values);
      requireWidth(values.length);
      for (int i = 0; i < values.length; i++) {
        put(i, values[i], x);
      }
    }

    @Override
    void put(float[] values, float[] x) {
      requireThere(values);
      requireWidth(values.length);
      for (int i = 0; i < values.length; i++) {
        put(i, values[i], x);
      }
    }

    private void put(int i, double value, float[] x) {
      if (!RawValue.isUsable(value)) {
        String what = "element " + i;
        throw Double.isNaN(value)
            ? bad(RawValue.missing(what + " is NaN or null"))
            : bad(RawValue.notFinite(what, value));
      }
      float scaled = RawValue.scaledElement(value, means[i], scales[i]);
      requireFinite(scaled, value, means[i], scales[i]);
      x[offset + i] = scaled;
    }

    private void requireWidth(int found) {
      if (found != means.length) {
        throw bad(RawValue.otherWidth(found, means.length));
      }
    }
  }
}

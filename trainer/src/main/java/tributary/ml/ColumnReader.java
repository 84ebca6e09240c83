package tributary.ml;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.jspecify.annotations.Nullable;
import tributary.data.RawColumn;
import tributary.data.RawValue;

/**
 * Takes one column out of Spark's rows, in the form they have inside Spark, and collects its values
 * in an array; no object is made of a number.
 */
abstract class ColumnReader {
  private final int index;
  private final int most;
  private boolean whole = true;
  private int usable;

  /**
   * @param index where the value lies in a row
   * @param most how many rows there will be at most between two calls of {@link #take}
   */
  ColumnReader(int index, int most) {
    this.index = index;
    this.most = most;
  }

  static ColumnReader of(TableColumn column, DataType type, int most, boolean kept) {
    int index = column.index();
    if (column.kind().isVector()) {
      return VectorReader.of(column, type, most, kept);
    }
    if (column.kind() == ColumnKind.STRING || column.use() == ColumnUse.CLASS_TARGET) {
      return LevelReader.of(column, type, most);
    }
    if (column.kind() == ColumnKind.BOOLEAN) {
      return new OfTruths(index, most);
    }
    if (type instanceof LongType) {
      return new OfLongs(index, most);
    }
    if (type instanceof FloatType) {
      return new OfFloats(index, most);
    }
    return column.kind() == ColumnKind.WHOLE
        ? new OfInts(index, type, most)
        : new OfDoubles(index, type, most);
  }

  /** Adds the value of one more row, unless one before it could not be used. */
  final void read(InternalRow row) {
    if (whole) {
      whole = !row.isNullAt(index) && add(row, index, usable);
      usable += whole ? 1 : 0;
    }
  }

  /** What a row has here that cannot be used, for messages; null if its value can. */
  final @Nullable String invalid(InternalRow row) {
    return row.isNullAt(index) ? "null" : invalid(row, index);
  }

  /** The values since the last time; begins anew. */
  final RawColumn take() {
    RawColumn values = take(usable);
    whole = true;
    usable = 0;
    return values;
  }

  final int most() {
    return most;
  }

  /** The same of a value that is there. */
  @Nullable String invalid(InternalRow row, int index) {
    return null;
  }

  static @Nullable String unusable(double number) {
    return RawValue.isUsable(number) ? null : Double.toString(number);
  }

  /** Adds a value that is there; false if it does not go with those before. */
  abstract boolean add(InternalRow row, int index, int place);

  /** The first {@code count} values, no longer written afterwards; begins anew. */
  abstract RawColumn take(int count);

  static int whole(InternalRow row, int index, DataType type) {
    if (type instanceof ByteType) {
      return row.getByte(index);
    }
    return type instanceof ShortType ? row.getShort(index) : row.getInt(index);
  }

  static double fraction(InternalRow row, int index, DataType type) {
    return type instanceof DecimalType decimal
        ? row.getDecimal(index, decimal.precision(), decimal.scale()).toDouble()
        : row.getDouble(index);
  }

  private static final class OfInts extends ColumnReader {
    private final DataType type;
    private int[] values = new int[0];

    OfInts(int index, DataType type, int most) {
      super(index, most);
      this.type = type;
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      if (values.length == 0) {
        values = new int[most()];
      }
      values[place] = whole(row, index, type);
      return true;
    }

    @Override
    RawColumn take(int count) {
      int[] taken = count == values.length ? values : Arrays.copyOf(values, count);
      values = taken == values ? new int[0] : values;
      return new RawColumn.Ints(taken);
    }
  }

  private static final class OfLongs extends ColumnReader {
    private long[] values = new long[0];

    OfLongs(int index, int most) {
      super(index, most);
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      if (values.length == 0) {
        values = new long[most()];
      }
      values[place] = row.getLong(index);
      return true;
    }

    @Override
    RawColumn take(int count) {
      long[] taken = count == values.length ? values : Arrays.copyOf(values, count);
      values = taken == values ? new long[0] : values;
      return new RawColumn.Longs(taken);
    }
  }

  private static final class OfFloats extends ColumnReader {
    private float[] values = new float[0];

    OfFloats(int index, int most) {
      super(index, most);
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      if (values.length == 0) {
        values = new float[most()];
      }
      values[place] = row.getFloat(index);
      return true;
    }

    @Override
    @Nullable String invalid(InternalRow row, int index) {
      return unusable(row.getFloat(index));
    }

    @Override
    RawColumn take(int count) {
      float[] taken = count == values.length ? values : Arrays.copyOf(values, count);
      values = taken == values ? new float[0] : values;
      return new RawColumn.Floats(taken);
    }
  }

  private static final class OfDoubles extends ColumnReader {
    private final DataType type;
    private double[] values = new double[0];

    OfDoubles(int index, DataType type, int most) {
      super(index, most);
      this.type = type;
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      if (values.length == 0) {
        values = new double[most()];
      }
      values[place] = fraction(row, index, type);
      return true;
    }

    @Override
    @Nullable String invalid(InternalRow row, int index) {
      return unusable(fraction(row, index, type));
    }

    @Override
    RawColumn take(int count) {
      double[] taken = count == values.length ? values : Arrays.copyOf(values, count);
      values = taken == values ? new double[0] : values;
      return new RawColumn.Doubles(taken);
    }
  }

  private static final class OfTruths extends ColumnReader {
    private boolean[] values = new boolean[0];

    OfTruths(int index, int most) {
      super(index, most);
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      if (values.length == 0) {
        values = new boolean[most()];
      }
      values[place] = row.getBoolean(index);
      return true;
    }

    @Override
    RawColumn take(int count) {
      boolean[] taken = count == values.length ? values : Arrays.copyOf(values, count);
      values = taken == values ? new boolean[0] : values;
      return new RawColumn.Truths(taken);
    }
  }
}

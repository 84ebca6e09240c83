package tributary.ml;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.jspecify.annotations.Nullable;
import tributary.data.RawColumn;
import tributary.data.RawElements;
import tributary.data.RawValue;

/** Reads vectors, dense or sparse, arrays of numbers and binary values. */
abstract class VectorReader extends ColumnReader {
  private static final int UNKNOWN = -1;

  private final boolean kept;
  private double[] values = new double[0];
  private int filled;
  private int width = UNKNOWN;
  private int oddWidth = UNKNOWN;
  // Null until a row leaves elements out.
  private int @Nullable [] starts;
  private int[] indices = new int[0];

  private VectorReader(int index, int most, boolean kept) {
    super(index, most);
    this.kept = kept;
  }

  static VectorReader of(TableColumn column, DataType type, int most, boolean kept) {
    return switch (column.kind()) {
      case BYTES -> new OfBytes(column.index(), most, kept);
      case ARRAY -> new OfArrays(column.index(), ((ArrayType) type).elementType(), most, kept);
      default -> new OfVectors(column.index(), most, kept);
    };
  }

  /** How many elements were collected since the last {@link #take}. */
  final int elements() {
    return filled;
  }

  /** Whether a vector of this width goes with those before. */
  final boolean fits(int found) {
    if (width == UNKNOWN) {
      width = found;
    }
    oddWidth = width == found ? UNKNOWN : found;
    return width == found;
  }

  /** Room for the next {@code count} elements, of which the caller fills all. */
  final double[] grown(int count) {
    if (filled + count > values.length) {
      values = Arrays.copyOf(values, Math.max(filled + count, 2 * values.length));
    }
    return values;
  }

  /** The next row has all elements, which lie in {@link #grown} from here on. */
  final int dense(int place) {
    if (starts != null) {
      index(place, width);
      for (int i = 0; i < width; i++) {
        indices[filled + i] = i;
      }
    }
    int start = filled;
    filled += width;
    return start;
  }

  /** The next row has these elements only. */
  final void sparse(int place, int[] at, double[] elements) {
    if (starts == null) {
      starts = new int[most() + 1];
      indices = new int[filled];
      for (int i = 0; i < filled; i++) {
        indices[i] = i % width;
      }
      for (int row = 0; row <= place; row++) {
        starts[row] = row * width;
      }
    }
    index(place, at.length);
    System.arraycopy(at, 0, indices, filled, at.length);
    System.arraycopy(elements, 0, grown(elements.length), filled, elements.length);
    filled += elements.length;
  }

  private void index(int place, int count) {
    if (filled + count > indices.length) {
      indices = Arrays.copyOf(indices, Math.max(filled + count, 2 * indices.length));
    }
    if (starts != null) {
      starts[place + 1] = filled + count;
    }
  }

  @Override
  RawColumn take(int count) {
    RawColumn column =
        new RawColumn.Vectors(
            count,
            Math.max(width, 0),
            oddWidth,
            starts == null ? null : Arrays.copyOf(starts, count + 1),
            starts == null ? null : Arrays.copyOf(indices, filled),
            elements(values, filled));
    filled = 0;
    width = UNKNOWN;
    oddWidth = UNKNOWN;
    starts = null;
    return column;
  }

  RawElements elements(double[] from, int count) {
    return kept ? RawElements.of(from, count) : new RawElements.Doubles(Arrays.copyOf(from, count));
  }

  static @Nullable String unusable(int element, double number) {
    String found = unusable(number);
    return found == null ? null : "element " + element + " is " + found;
  }

  private static final class OfVectors extends VectorReader {
    // How Spark's VectorUDT lays a vector out: kind, size, indices, values.
    private static final int FIELDS = 4;
    private static final int SPARSE = 0;

    OfVectors(int index, int most, boolean kept) {
      super(index, most, kept);
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      InternalRow vector = row.getStruct(index, FIELDS);
      double[] elements = vector.getArray(3).toDoubleArray();
      boolean sparse = vector.getByte(0) == SPARSE;
      if (!fits(sparse ? vector.getInt(1) : elements.length)) {
        return false;
      }
      if (sparse) {
        sparse(place, vector.getArray(2).toIntArray(), elements);
      } else {
        double[] to = grown(elements.length);
        System.arraycopy(elements, 0, to, dense(place), elements.length);
      }
      return true;
    }

    @Override
    @Nullable String invalid(InternalRow row, int index) {
      InternalRow vector = row.getStruct(index, FIELDS);
      double[] elements = vector.getArray(3).toDoubleArray();
      for (int k = 0; k < elements.length; k++) {
        if (!RawValue.isUsable(elements[k])) {
          boolean sparse = vector.getByte(0) == SPARSE;
          return unusable(sparse ? vector.getArray(2).getInt(k) : k, elements[k]);
        }
      }
      return null;
    }
  }

  private static final class OfArrays extends VectorReader {
    private final DataType type;

    OfArrays(int index, DataType type, int most, boolean kept) {
      super(index, most, kept);
      this.type = type;
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      ArrayData array = row.getArray(index);
      int count = array.numElements();
      if (!fits(count)) {
        return false;
      }
      double[] to = grown(count);
      int start = dense(place);
      for (int i = 0; i < count; i++) {
        // Refused wherever it turns up.
        to[start + i] = array.isNullAt(i) ? Double.NaN : number(array, i);
      }
      return true;
    }

    @Override
    @Nullable String invalid(InternalRow row, int index) {
      ArrayData array = row.getArray(index);
      for (int i = 0; i < array.numElements(); i++) {
        String found =
            array.isNullAt(i) ? "element " + i + " is null" : unusable(i, number(array, i));
        if (found != null) {
          return found;
        }
      }
      return null;
    }

    private double number(ArrayData array, int i) {
      if (type instanceof DoubleType) {
        return array.getDouble(i);
      }
      if (type instanceof FloatType) {
        return array.getFloat(i);
      }
      if (type instanceof IntegerType) {
        return array.getInt(i);
      }
      if (type instanceof LongType) {
        return array.getLong(i);
      }
      if (type instanceof ShortType) {
        return array.getShort(i);
      }
      if (type instanceof ByteType) {
        return array.getByte(i);
      }
      DecimalType decimal = (DecimalType) type;
      return array.getDecimal(i, decimal.precision(), decimal.scale()).toDouble();
    }
  }

  /** Kept as bytes from the start, without the way over numbers. */
  private static final class OfBytes extends VectorReader {
    private byte[] bytes = new byte[0];

    OfBytes(int index, int most, boolean kept) {
      super(index, most, kept);
    }

    @Override
    boolean add(InternalRow row, int index, int place) {
      byte[] found = row.getBinary(index);
      if (!fits(found.length)) {
        return false;
      }
      int start = dense(place);
      if (start + found.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(start + found.length, 2 * bytes.length));
      }
      System.arraycopy(found, 0, bytes, start, found.length);
      return true;
    }

    @Override
    RawElements elements(double[] from, int count) {
      return new RawElements.Bytes(Arrays.copyOf(bytes, count));
    }
  }
}

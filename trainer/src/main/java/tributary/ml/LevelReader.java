package tributary.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import tributary.data.RawColumn;

/**
 * Reads strings, or numbers that name classes: each different value of a block is written out once,
 * and the rows hold its place in the list.
 */
abstract class LevelReader extends ColumnReader {
  private final List<String> levels = new ArrayList<>();
  private short[] codes = new short[0];

  private LevelReader(int index, int most) {
    super(index, most);
  }

  static LevelReader of(TableColumn column, DataType type, int most) {
    return column.kind() == ColumnKind.STRING
        ? new OfStrings(column.index(), most)
        : new OfNumbers(column, type, most);
  }

  /** The value's place in the list, to which it is appended when it is new. */
  abstract int code(InternalRow row, int index);

  abstract void forget();

  final int append(String level) {
    levels.add(level);
    return levels.size() - 1;
  }

  @Override
  boolean add(InternalRow row, int index, int place) {
    if (codes.length == 0) {
      codes = new short[most()];
    }
    codes[place] = (short) code(row, index);
    return true;
  }

  @Override
  RawColumn take(int count) {
    short[] taken = count == codes.length ? codes : Arrays.copyOf(codes, count);
    codes = taken == codes ? new short[0] : codes;
    RawColumn column = new RawColumn.Levels(levels.toArray(new String[0]), taken);
    levels.clear();
    forget();
    return column;
  }

  private static final class OfStrings extends LevelReader {
    private final Map<UTF8String, Integer> places = new HashMap<>();

    OfStrings(int index, int most) {
      super(index, most);
    }

    @Override
    int code(InternalRow row, int index) {
      UTF8String level = row.getUTF8String(index);
      @Nullable Integer place = places.get(level);
      if (place == null) {
        place = append(level.toString());
        // Spark may write the next row over this one's bytes.
        places.put(level.copy(), place);
      }
      return place;
    }

    @Override
    void forget() {
      places.clear();
    }
  }

  /** A number or boolean is known by its bits. */
  private static final class OfNumbers extends LevelReader {
    private final ColumnKind kind;
    private final DataType type;
    private final LongFunction<String> text;
    private final NumberCodes places = new NumberCodes();

    OfNumbers(TableColumn column, DataType type, int most) {
      super(column.index(), most);
      this.kind = column.kind();
      this.type = type;
      this.text = text(kind, type);
    }

    private static LongFunction<String> text(ColumnKind kind, DataType type) {
      if (kind == ColumnKind.BOOLEAN) {
        return bits -> Boolean.toString(bits != 0);
      }
      if (kind == ColumnKind.WHOLE) {
        return Long::toString;
      }
      return type instanceof FloatType
          ? bits -> Float.toString(Float.intBitsToFloat((int) bits))
          : bits -> Double.toString(Double.longBitsToDouble(bits));
    }

    @Override
    int code(InternalRow row, int index) {
      long bits = bits(row, index);
      int code = places.codeOf(bits);
      if (code < 0) {
        code = append(text.apply(bits));
        places.put(bits, code);
      }
      return code;
    }

    @Override
    @Nullable String invalid(InternalRow row, int index) {
      if (kind != ColumnKind.FRACTION) {
        return null;
      }
      return unusable(type instanceof FloatType ? row.getFloat(index) : fraction(row, index, type));
    }

    private long bits(InternalRow row, int index) {
      if (kind == ColumnKind.BOOLEAN) {
        return row.getBoolean(index) ? 1 : 0;
      }
      if (kind == ColumnKind.WHOLE) {
        return type instanceof LongType ? row.getLong(index) : whole(row, index, type);
      }
      return type instanceof FloatType
          ? Float.floatToIntBits(row.getFloat(index))
          : Double.doubleToLongBits(fraction(row, index, type));
    }

    @Override
    void forget() {
      places.clear();
    }
  }
}

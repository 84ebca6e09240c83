package tributary.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One column of a {@link RawBlock}: every value as the source had it, in the narrowest array that
 * holds it without loss.
 *
 * <p>A column ends early at the first value that is missing or does not go with those before, since
 * a table with such a row is refused and nothing after it is ever looked at.
 */
public sealed interface RawColumn extends Serializable {
  /** How many rows have values; below the block's rows, that row's own cannot be used. */
  int usable();

  /** One number a row. */
  sealed interface Numbers extends RawColumn {
    double number(int row);

    /** The number as the source's own type writes it. */
    String text(int row);
  }

  /** Whole numbers of up to 32 bits. */
  record Ints(int[] values) implements Numbers {
    @Override
    public int usable() {
      return values.length;
    }

    @Override
    public double number(int row) {
      return values[row];
    }

    @Override
    public String text(int row) {
      return Integer.toString(values[row]);
    }
  }

  /** Whole numbers of 64 bits. */
  record Longs(long[] values) implements Numbers {
    @Override
    public int usable() {
      return values.length;
    }

    @Override
    public double number(int row) {
      return values[row];
    }

    @Override
    public String text(int row) {
      return Long.toString(values[row]);
    }
  }

  /** 32-bit floats. */
  record Floats(float[] values) implements Numbers {
    @Override
    public int usable() {
      return values.length;
    }

    @Override
    public double number(int row) {
      return values[row];
    }

    @Override
    public String text(int row) {
      return Float.toString(values[row]);
    }
  }

  /** 64-bit floats. */
  record Doubles(double[] values) implements Numbers {
    @Override
    public int usable() {
      return values.length;
    }

    @Override
    public double number(int row) {
      return values[row];
    }

    @Override
    public String text(int row) {
      return Double.toString(values[row]);
    }
  }

  /** False and true, the numbers 0 and 1. */
  record Truths(boolean[] values) implements Numbers {
    @Override
    public int usable() {
      return values.length;
    }

    @Override
    public double number(int row) {
      return values[row] ? 1 : 0;
    }

    @Override
    public String text(int row) {
      return Boolean.toString(values[row]);
    }
  }

  /**
   * One of few strings a row.
   *
   * @param levels the strings of this block, in order of first occurrence
   * @param codes per row the place in {@code levels}
   */
  record Levels(String[] levels, short[] codes) implements RawColumn {
    @Override
    public int usable() {
      return codes.length;
    }
  }

  /**
   * A vector a row, all of one width; an element that is not stored is 0.
   *
   * @param oddWidth how wide the vector after the usable ones is; −1 if it is missing or there is
   *     none
   * @param starts per row where its stored elements begin, and where the last end; null when every
   *     element is stored
   * @param indices per stored element its place in the vector; null when every element is stored
   */
  record Vectors(
      int usable,
      int width,
      int oddWidth,
      int @Nullable [] starts,
      int @Nullable [] indices,
      RawElements elements)
      implements RawColumn {
    /** Where the row's stored elements begin among {@link #elements}. */
    public int start(int row) {
      return starts == null ? row * width : starts[row];
    }

    /** How many elements of the row are stored. */
    public int stored(int row) {
      return start(row + 1) - start(row);
    }

    /**
     * The place in the vector of the k-th element stored for a row that starts at {@code start}.
     */
    public int index(int start, int k) {
      return indices == null ? k : indices[start + k];
    }
  }
}

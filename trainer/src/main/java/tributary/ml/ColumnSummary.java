package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tributary.data.RawColumn;

/**
 * What is learnt from one column: filled row by row in a task, written to bytes, merged on the
 * driver in table order.
 *
 * <p>It travels as bytes rather than as an object, because task results cross Spark's data
 * serializer, where every class would have to be registered.
 */
sealed interface ColumnSummary {
  /**
   * Looks at rows {@code 0 … end − 1} of a block. Every row is checked; only training rows are
   * learnt from.
   *
   * @param parts of the split, per row
   * @throws BadCell for the first value that cannot be used
   */
  void add(RawColumn values, byte[] parts, int end);

  /**
   * Adds the rows of a later partition.
   *
   * @throws BadCell if that partition's first row does not go with the rows before
   */
  void add(ColumnSummary later);

  void write(DataOutput out) throws IOException;

  void read(DataInput in) throws IOException;

  /** An empty summary of the sort the column needs. */
  static ColumnSummary of(TableColumn column, int maxLevels, OptionalInt classes) {
    if (column.use() == ColumnUse.CLASS_TARGET) {
      return new Levels(column, new LevelCounts(column, maxLevels), classes);
    }
    if (column.kind().isVector()) {
      return new Vectors(column);
    }
    if (column.kind() == ColumnKind.STRING) {
      return new Levels(column, new LevelCounts(column, maxLevels), OptionalInt.empty());
    }
    return new Numbers(column, new NumberSummary());
  }

  /** One number a row. */
  record Numbers(TableColumn column, NumberSummary numbers) implements ColumnSummary {
    @Override
    public void add(RawColumn values, byte[] parts, int end) {
      RawColumn.Numbers from = (RawColumn.Numbers) values;
      for (int row = 0; row < end; row++) {
        double value = column.number(from, row);
        if (parts[row] == RowSplit.TRAIN) {
          numbers.add(value);
        }
      }
    }

    @Override
    public void add(ColumnSummary later) {
      numbers.add(((Numbers) later).numbers);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      numbers.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      numbers.read(in);
    }
  }

  /** One of several strings, or one of several classes, a row. */
  record Levels(TableColumn column, LevelCounts counts, OptionalInt classes)
      implements ColumnSummary {
    @Override
    public void add(RawColumn values, byte[] parts, int end) {
      RawColumn.Levels from = (RawColumn.Levels) values;
      int usable = Math.min(end, from.usable());
      int[] first = new int[from.levels().length];
      long[] training = new long[first.length];
      long[] heldOut = new long[first.length];
      for (int row = usable - 1; row >= 0; row--) {
        int code = from.codes()[row];
        first[code] = row;
        (parts[row] == RowSplit.TRAIN ? training : heldOut)[code]++;
      }
      for (int code = 0; code < first.length; code++) {
        if (training[code] + heldOut[code] > 0) {
          String level = level(from.levels()[code], first[code]);
          counts.add(level, training[code], heldOut[code], first[code]);
        }
      }
      if (usable < end) {
        throw column.missing(usable);
      }
    }

    private String level(String found, int row) {
      if (column.use() != ColumnUse.CLASS_TARGET) {
        return found;
      }
      String label = column.classLabel(found, row);
      boolean numbered = column.kind().isNumber() && column.kind() != ColumnKind.BOOLEAN;
      if (numbered && classes.isPresent() && Integer.parseInt(label) >= classes.getAsInt()) {
        throw column.bad(
            "the label is "
                + label
                + ", expected a whole number from 0 to "
                + (classes.getAsInt() - 1)
                + " since "
                + classes.getAsInt()
                + " classes are declared",
            row);
      }
      return label;
    }

    @Override
    public void add(ColumnSummary later) {
      counts.add(((Levels) later).counts);
    }

    @Override
    public void write(DataOutput out) throws IOException {
      counts.write(out);
    }

    @Override
    public void read(DataInput in) throws IOException {
      counts.read(in);
    }
  }

  /** A vector a row, all of one width. */
  final class Vectors implements ColumnSummary {
    private final TableColumn column;
    private double[] cell = new double[0];
    private long trainingRows;
    // Null until the first row has shown how wide the vectors are.
    private NumberSummary @Nullable [] elements;

    Vectors(TableColumn column) {
      this.column = column;
    }

    /** One summary per element, zeros included. */
    NumberSummary[] elements() {
      NumberSummary[] all = elements == null ? new NumberSummary[0] : elements;
      for (NumberSummary element : all) {
        element.addZeros(trainingRows - element.count());
      }
      return all;
    }

    @Override
    public void add(RawColumn values, byte[] parts, int end) {
      RawColumn.Vectors from = (RawColumn.Vectors) values;
      int usable = Math.min(end, from.usable());
      if (usable > 0) {
        learn(from, ofWidth(from.width(), 0), parts, usable);
      }
      if (usable < end) {
        throw from.oddWidth() < 0
            ? column.missing(usable)
            : column.unequalWidth(from.oddWidth(), from.width(), usable);
      }
    }

    private void learn(RawColumn.Vectors from, NumberSummary[] known, byte[] parts, int end) {
      if (cell.length < known.length) {
        cell = new double[known.length];
      }
      for (int row = 0; row < end; row++) {
        int stored = column.vector(from, row, cell);
        if (parts[row] != RowSplit.TRAIN) {
          continue;
        }
        trainingRows++;
        int start = from.start(row);
        for (int k = 0; k < stored; k++) {
          if (cell[k] != 0) {
            known[from.index(start, k)].add(cell[k]);
          }
        }
      }
    }

    @Override
    public void add(ColumnSummary later) {
      Vectors other = (Vectors) later;
      if (other.elements != null) {
        NumberSummary[] known = ofWidth(other.elements.length, 0);
        for (int i = 0; i < known.length; i++) {
          known[i].add(other.elements[i]);
        }
        trainingRows += other.trainingRows;
      }
    }

    private NumberSummary[] ofWidth(int width, int row) {
      if (elements == null) {
        elements = new NumberSummary[width];
        for (int i = 0; i < width; i++) {
          elements[i] = new NumberSummary();
        }
      }
      if (elements.length != width) {
        throw column.unequalWidth(width, elements.length, row);
      }
      return elements;
    }

    @Override
    public void write(DataOutput out) throws IOException {
      out.writeLong(trainingRows);
      out.writeInt(elements == null ? -1 : elements.length);
      if (elements != null) {
        for (NumberSummary element : elements) {
          element.write(out);
        }
      }
    }

    @Override
    public void read(DataInput in) throws IOException {
      trainingRows = in.readLong();
      int width = in.readInt();
      if (width >= 0) {
        for (NumberSummary element : ofWidth(width, 0)) {
          element.read(in);
        }
      }
    }
  }
}

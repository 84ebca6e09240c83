package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What is learnt from one column: filled row by row in a task, written to bytes, merged on the
 * driver in table order.
 *
 * <p>It travels as bytes rather than as an object, because task results cross Spark's data
 * serializer, where every class would have to be registered.
 */
sealed interface ColumnSummary {
  /**
   * Looks at one row. Every row is checked; only training rows are learnt from.
   *
   * @throws BadCell if the value cannot be used
   */
  void add(Row row, boolean training);

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
    public void add(Row row, boolean training) {
      double value = column.number(row);
      if (training) {
        numbers.add(value);
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
    public void add(Row row, boolean training) {
      if (column.use() != ColumnUse.CLASS_TARGET) {
        counts.add(column.level(row), training);
        return;
      }
      String label = column.classLabel(row);
      if (classes.isPresent() && column.kind().isNumber() && column.kind() != ColumnKind.BOOLEAN) {
        if (Integer.parseInt(label) >= classes.getAsInt()) {
          throw column.bad(
              "the label is "
                  + label
                  + ", expected a whole number from 0 to "
                  + (classes.getAsInt() - 1)
                  + " since "
                  + classes.getAsInt()
                  + " classes are declared");
        }
      }
      counts.add(label, training);
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
    private final VectorCell cell = new VectorCell();
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
    public void add(Row row, boolean training) {
      column.vector(row, cell);
      NumberSummary[] known = ofWidth(cell.width());
      if (!training) {
        return;
      }
      trainingRows++;
      for (int k = 0; k < cell.stored(); k++) {
        if (cell.value(k) != 0) {
          known[cell.index(k)].add(cell.value(k));
        }
      }
    }

    @Override
    public void add(ColumnSummary later) {
      Vectors other = (Vectors) later;
      if (other.elements != null) {
        NumberSummary[] known = ofWidth(other.elements.length);
        for (int i = 0; i < known.length; i++) {
          known[i].add(other.elements[i]);
        }
        trainingRows += other.trainingRows;
      }
    }

    private NumberSummary[] ofWidth(int width) {
      if (elements == null) {
        elements = new NumberSummary[width];
        for (int i = 0; i < width; i++) {
          elements[i] = new NumberSummary();
        }
      }
      if (elements.length != width) {
        throw column.unequalWidth(width, elements.length);
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
        for (NumberSummary element : ofWidth(width)) {
          element.read(in);
        }
      }
    }
  }
}

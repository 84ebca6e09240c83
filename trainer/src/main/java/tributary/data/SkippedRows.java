package tributary.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How many rows of a source were left out since they have a value that cannot be used, and for
 * which column: the first such one of each row, so that every row counts once.
 *
 * @param of how many rows there were, left out or not
 * @param columns those for which rows were left out, by their place among the columns that are read
 */
public record SkippedRows(long of, List<Column> columns) implements Serializable {
  public SkippedRows {
    columns = List.copyOf(columns);
  }

  /**
   * The rows left out for one column.
   *
   * @param index the column's place among those that are read
   * @param first the number, from 0 among the source's rows, of the first that was left out
   * @param found what that row had there
   */
  public record Column(int index, long rows, long first, String found) implements Serializable {}

  /** All of the {@code of} rows are there. */
  public static SkippedRows none(long of) {
    return new SkippedRows(of, List.of());
  }

  /** How many rows were left out. */
  public long rows() {
    return columns.stream().mapToLong(Column::rows).sum();
  }

  /** How many rows were not. */
  public long left() {
    return of - rows();
  }

  /** Of these rows and of those that come after them in the source. */
  public SkippedRows then(SkippedRows later) {
    if (later.columns.isEmpty()) {
      return new SkippedRows(of + later.of, columns);
    }
    TreeMap<Integer, Column> all = new TreeMap<>();
    columns.forEach(column -> all.put(column.index(), column));
    for (Column column : later.columns) {
      all.merge(
          column.index(),
          new Column(column.index(), column.rows(), of + column.first(), column.found()),
          (before, after) ->
              new Column(
                  before.index(), before.rows() + after.rows(), before.first(), before.found()));
    }
    return new SkippedRows(of + later.of, List.copyOf(all.values()));
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(of);
    out.writeInt(columns.size());
    for (Column column : columns) {
      out.writeInt(column.index());
      out.writeLong(column.rows());
      out.writeLong(column.first());
      out.writeUTF(column.found());
    }
  }

  /** What {@link #write} wrote. */
  public static SkippedRows read(DataInput in) throws IOException {
    long of = in.readLong();
    int count = in.readInt();
    List<Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      columns.add(new Column(in.readInt(), in.readLong(), in.readLong(), in.readUTF()));
    }
    return new SkippedRows(of, columns);
  }
}

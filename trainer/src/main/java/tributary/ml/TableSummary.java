package tributary.ml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import tributary.data.RawBlock;

/**
 * What is learnt from the rows of a table: one {@link ColumnSummary} per column, and the rows per
 * part of the split.
 *
 * <p>A partition's rows are looked at up to the first that cannot be used; that one is kept, not
 * thrown, so that the driver can name the first of the whole table whichever task was quickest.
 */
final class TableSummary {
  private final String table;
  private final List<ColumnSummary> columns;
  private final long[] rowsPerPart = new long[RowSplit.PARTS];
  private long firstRow;
  private String problem = "";

  TableSummary(String table, List<TableColumn> columns, int maxLevels, OptionalInt classes) {
    this.table = table;
    this.columns = new ArrayList<>(columns.size());
    for (TableColumn column : columns) {
      this.columns.add(ColumnSummary.of(column, maxLevels, classes));
    }
  }

  ColumnSummary column(int i) {
    return columns.get(i);
  }

  long rows(int part) {
    return rowsPerPart[part];
  }

  /** Looks at a partition's blocks, whose first row is {@code start} in the table. */
  void addAll(Iterator<RawBlock> blocks, long start, RowSplit split) {
    firstRow = start;
    for (long row = start; blocks.hasNext() && problem.isEmpty(); ) {
      RawBlock block = blocks.next();
      add(block, row, split.partsOf(row, block.rows()));
      row += block.rows();
    }
  }

  /**
   * Column by column, but each only up to the row at which one before it stopped, so that the first
   * row at fault is found, and its first column.
   */
  private void add(RawBlock block, long start, byte[] parts) {
    int end = block.rows();
    for (int i = 0; i < columns.size(); i++) {
      try {
        columns.get(i).add(block.columns().get(i), parts, end);
      } catch (BadCell bad) {
        end = bad.row();
        problem = bad.at(table, start + end);
      }
    }
    for (byte part : parts) {
      rowsPerPart[part]++;
    }
  }

  /**
   * Adds the rows of the partition that comes next in the table.
   *
   * @throws TableException if one of its rows cannot be used
   */
  void add(TableSummary later) {
    for (int i = 0; i < columns.size(); i++) {
      try {
        columns.get(i).add(later.columns.get(i));
      } catch (BadCell bad) {
        throw new TableException(bad.at(table, later.firstRow));
      }
    }
    if (!later.problem.isEmpty()) {
      throw new TableException(later.problem);
    }
    for (int part = 0; part < RowSplit.PARTS; part++) {
      rowsPerPart[part] += later.rowsPerPart[part];
    }
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(firstRow);
      out.writeUTF(problem);
      for (long rows : rowsPerPart) {
        out.writeLong(rows);
      }
      for (ColumnSummary column : columns) {
        column.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Fills an empty summary with what {@link #toBytes} wrote. */
  void read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      firstRow = in.readLong();
      problem = in.readUTF();
      for (int part = 0; part < RowSplit.PARTS; part++) {
        rowsPerPart[part] = in.readLong();
      }
      for (ColumnSummary column : columns) {
        column.read(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

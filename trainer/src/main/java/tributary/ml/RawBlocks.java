package tributary.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import tributary.data.RawBlock;
import tributary.data.RawColumn;
import tributary.data.SkippedRows;

/** The rows of one partition, turned into blocks of columns as they are read. */
final class RawBlocks implements Iterator<RawBlock> {
  static final int MAX_ROWS = 4096;
  static final int MAX_VALUES = 1 << 20;

  private final Iterator<InternalRow> rows;
  private final Builder builder;

  RawBlocks(
      Iterator<InternalRow> rows, StructType schema, TableColumns columns, InvalidRows invalid) {
    this.rows = rows;
    this.builder = new Builder(schema, columns, MAX_ROWS, true, invalid);
  }

  @Override
  public boolean hasNext() {
    try {
      return rows.hasNext();
    } catch (Exception e) {
      throw InternalRows.naming(e);
    }
  }

  @Override
  public RawBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no block is left in this partition");
    }
    try {
      while (!builder.isFull() && rows.hasNext()) {
        builder.add(rows.next());
      }
    } catch (Exception e) {
      // Spark's checked exceptions come undeclared out of Scala.
      throw InternalRows.naming(e);
    }
    return builder.take();
  }

  /** Collects rows until they make a block. */
  static final class Builder {
    private final ColumnReader[] columns;
    private final List<VectorReader> vectors = new ArrayList<>();
    private final int most;
    private final InvalidRows invalid;
    private int rows;
    // Of the source, whether they are left out or not.
    private long read;
    // By column.
    private final long[] skippedRows;
    private final long[] firstSkipped;
    private final String[] foundThere;

    /**
     * @param schema of the rows that will come
     * @param columns which of their columns are read
     * @param most how many rows a block has at most
     * @param kept whether blocks stay, so that it is worth looking for the narrowest form of
     *     vectors
     * @param invalid whether rows with values that cannot be used are left out
     */
    Builder(StructType schema, TableColumns columns, int most, boolean kept, InvalidRows invalid) {
      List<TableColumn> all = columns.all();
      this.most = Math.max(1, Math.min(most, MAX_VALUES / Math.max(1, all.size())));
      this.invalid = invalid;
      this.columns = new ColumnReader[all.size()];
      this.skippedRows = new long[all.size()];
      this.firstSkipped = new long[all.size()];
      this.foundThere = new String[all.size()];
      for (int i = 0; i < this.columns.length; i++) {
        TableColumn column = all.get(i);
        this.columns[i] =
            ColumnReader.of(column, schema.fields()[column.index()].dataType(), this.most, kept);
        if (this.columns[i] instanceof VectorReader vector) {
          vectors.add(vector);
        }
      }
    }

    /**
     * The row may be overwritten afterwards.
     *
     * @return false if it was left out
     */
    boolean add(InternalRow row) {
      boolean skipped = invalid == InvalidRows.SKIP && skips(row);
      read++;
      if (skipped) {
        return false;
      }
      for (ColumnReader column : columns) {
        column.read(row);
      }
      rows++;
      return true;
    }

    private boolean skips(InternalRow row) {
      for (int i = 0; i < columns.length; i++) {
        String found = columns[i].invalid(row);
        if (found != null) {
          if (skippedRows[i]++ == 0) {
            firstSkipped[i] = read;
            foundThere[i] = found;
          }
          return true;
        }
      }
      return false;
    }

    private SkippedRows skipped() {
      if (read == rows) {
        return SkippedRows.none(rows);
      }
      List<SkippedRows.Column> lost = new ArrayList<>();
      for (int i = 0; i < columns.length; i++) {
        if (skippedRows[i] > 0) {
          lost.add(new SkippedRows.Column(i, skippedRows[i], firstSkipped[i], foundThere[i]));
        }
      }
      Arrays.fill(skippedRows, 0);
      return new SkippedRows(read, lost);
    }

    int rows() {
      return rows;
    }

    boolean isFull() {
      if (rows == most) {
        return true;
      }
      long elements = 0;
      for (VectorReader column : vectors) {
        elements += column.elements();
      }
      return elements >= MAX_VALUES;
    }

    /** What was added since the last time. */
    RawBlock take() {
      List<RawColumn> taken = new ArrayList<>(columns.length);
      for (ColumnReader column : columns) {
        taken.add(column.take());
      }
      RawBlock block = new RawBlock(rows, taken, skipped());
      rows = 0;
      read = 0;
      return block;
    }
  }
}

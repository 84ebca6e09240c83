package tributary.ml;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import tributary.data.RawBlock;
import tributary.data.RawColumn;

/** The rows of one partition, turned into blocks of columns as they are read. */
final class RawBlocks implements Iterator<RawBlock> {
  static final int MAX_ROWS = 4096;
  static final int MAX_VALUES = 1 << 20;

  private final Iterator<InternalRow> rows;
  private final Builder builder;

  RawBlocks(Iterator<InternalRow> rows, StructType schema, TableColumns columns) {
    this.rows = rows;
    this.builder = new Builder(schema, columns, MAX_ROWS, true);
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public RawBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no block is left in this partition");
    }
    while (!builder.isFull() && rows.hasNext()) {
      builder.add(rows.next());
    }
    return builder.take();
  }

  /** Collects rows until they make a block. */
  static final class Builder {
    private final ColumnReader[] columns;
    private final List<VectorReader> vectors = new ArrayList<>();
    private final int most;
    private int rows;

    /**
     * @param schema of the rows that will come
     * @param columns which of their columns are read
     * @param most how many rows a block has at most
     * @param kept whether blocks stay, so that it is worth looking for the narrowest form of
     *     vectors
     */
    Builder(StructType schema, TableColumns columns, int most, boolean kept) {
      List<TableColumn> all = columns.all();
      this.most = Math.max(1, Math.min(most, MAX_VALUES / Math.max(1, all.size())));
      this.columns = new ColumnReader[all.size()];
      for (int i = 0; i < this.columns.length; i++) {
        TableColumn column = all.get(i);
        this.columns[i] =
            ColumnReader.of(column, schema.fields()[column.index()].dataType(), this.most, kept);
        if (this.columns[i] instanceof VectorReader vector) {
          vectors.add(vector);
        }
      }
    }

    /** The row may be overwritten afterwards. */
    void add(InternalRow row) {
      for (ColumnReader column : columns) {
        column.read(row);
      }
      rows++;
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
      RawBlock block = new RawBlock(rows, taken);
      rows = 0;
      return block;
    }
  }
}

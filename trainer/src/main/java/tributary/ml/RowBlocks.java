package tributary.ml;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import tributary.data.RowBlock;

/** The rows of one partition that fall to one part of the split, packed block by block. */
final class RowBlocks implements Iterator<RowBlock> {
  static final int MAX_ROWS = 4096;
  static final int MAX_FLOATS = 1 << 20;

  private final String table;
  private final Iterator<Row> rows;
  private final RowEncoder encoder;
  private final RowSplit split;
  private final int part;
  private long tableRow;
  private long partRow;
  private final long partEnd;

  /**
   * @param tableStart the first row's number in the table
   * @param partStart the number, within the part, of the partition's first row of that part
   * @param partEnd the number after its last
   */
  RowBlocks(
      String table,
      Iterator<Row> rows,
      RowEncoder encoder,
      RowSplit split,
      int part,
      long tableStart,
      long partStart,
      long partEnd) {
    this.table = table;
    this.rows = rows;
    this.encoder = encoder;
    this.split = split;
    this.part = part;
    this.tableRow = tableStart;
    this.partRow = partStart;
    this.partEnd = partEnd;
  }

  @Override
  public boolean hasNext() {
    return partRow < partEnd;
  }

  @Override
  public RowBlock next() {
    if (!hasNext()) {
      throw new NoSuchElementException("no block is left in this partition");
    }
    int inputs = encoder.inputs();
    int targets = encoder.targets();
    int count = (int) Math.min(partEnd - partRow, rowsPerBlock(inputs + targets));
    float[] x = new float[count * inputs];
    float[] y = new float[count * targets];
    float @Nullable [] weights = encoder.hasWeights() ? new float[count] : null;
    for (int i = 0; i < count; i++) {
      Row row = nextOfPart();
      try {
        encoder.features(row, x, i * inputs);
        encoder.targets(row, y, i * targets);
        if (weights != null) {
          weights[i] = encoder.weight(row);
        }
      } catch (BadCell bad) {
        throw new TableException(bad.at(table, tableRow - 1));
      }
    }
    RowBlock block = new RowBlock(partRow, count, x, y, weights);
    partRow += count;
    return block;
  }

  /** As many rows as keep a block near 4 MB, at least one. */
  static int rowsPerBlock(int floatsPerRow) {
    return Math.max(1, Math.min(MAX_ROWS, MAX_FLOATS / Math.max(1, floatsPerRow)));
  }

  private Row nextOfPart() {
    while (true) {
      if (!rows.hasNext()) {
        throw new TableException(
            table
                + ": reading it again gave fewer rows than before; it must not change while it is"
                + " used");
      }
      Row row = rows.next();
      if (split.partOf(tableRow++) == part) {
        return row;
      }
    }
  }
}

package tributary.ml;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tributary.data.RawBlock;
import tributary.data.RowBlock;

/** The rows of one partition that fall to one part of the split, packed block by block. */
final class RowBlocks implements Iterator<RowBlock> {
  static final int MAX_ROWS = 4096;
  static final int MAX_FLOATS = 1 << 20;

  private final String table;
  private final Iterator<RawBlock> blocks;
  private final RowEncoder encoder;
  private final RowSplit split;
  private final int part;
  private long tableRow;
  private long partRow;
  private final long partEnd;
  private RawBlock block = new RawBlock(0, List.of());
  private RowRange rest = RowRange.all(0);

  /**
   * @param tableStart the first row's number in the table
   * @param partStart the number, within the part, of the partition's first row of that part
   * @param partEnd the number after its last
   */
  RowBlocks(
      String table,
      Iterator<RawBlock> blocks,
      RowEncoder encoder,
      RowSplit split,
      int part,
      long tableStart,
      long partStart,
      long partEnd) {
    this.table = table;
    this.blocks = blocks;
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
    while (rest.count() == 0) {
      nextOfPart();
    }
    int inputs = encoder.inputs();
    int targets = encoder.targets();
    int count = Math.min(rest.count(), rowsPerBlock(inputs + targets));
    float[] x = new float[count * inputs];
    float[] y = new float[count * targets];
    float @Nullable [] weights = encoder.hasWeights() ? new float[count] : null;
    try {
      encoder.encode(block, rest.part(0, count), x, y, weights);
    } catch (BadCell bad) {
      throw new TableException(bad.at(table, tableRow - block.rows() + bad.row()));
    }
    rest = rest.part(count, rest.count());
    RowBlock packed = new RowBlock(partRow, count, x, y, weights);
    partRow += count;
    return packed;
  }

  /** As many rows as keep a block near 4 MB, at least one. */
  static int rowsPerBlock(int floatsPerRow) {
    return Math.max(1, Math.min(MAX_ROWS, MAX_FLOATS / Math.max(1, floatsPerRow)));
  }

  /** Goes on to the next block, and to those of its rows that fall to the part. */
  private void nextOfPart() {
    if (!blocks.hasNext()) {
      throw new TableException(
          table
              + ": reading it again gave fewer rows than before; it must not change while it is"
              + " used");
    }
    block = blocks.next();
    byte[] parts = split.partsOf(tableRow, block.rows());
    int[] rows = new int[parts.length];
    int count = 0;
    for (int row = 0; row < parts.length; row++) {
      if (parts[row] == part) {
        rows[count++] = row;
      }
    }
    rest = new RowRange(rows, 0, count);
    tableRow += block.rows();
  }
}

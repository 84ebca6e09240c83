package tributary.spark;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;
import tributary.data.DataException;
import tributary.data.RowBlock;

/**
 * Cuts a block of table rows into one piece per shard: of consecutive rows, every count-th falls to
 * the same shard, and those lie next to each other there.
 */
final class BlockSplitter implements PairFlatMapFunction<RowBlock, Integer, ShardPiece> {
  private static final long serialVersionUID = 1L;

  private final TableShape table;

  BlockSplitter(TableShape table) {
    this.table = table;
  }

  @Override
  public Iterator<Tuple2<Integer, ShardPiece>> call(RowBlock block) {
    check(block);
    int pieces = Math.min(table.shards(), block.rows());
    return IntStream.range(0, pieces)
        .mapToObj(k -> piece(block, k))
        .map(piece -> new Tuple2<>(piece.shard(), piece))
        .iterator();
  }

  private ShardPiece piece(RowBlock block, int offset) {
    int step = table.shards();
    long row = block.firstRow() + offset;
    int rows = (block.rows() - offset + step - 1) / step;
    float[] weights = block.weights();
    return new ShardPiece(
        (int) (row % step),
        Math.toIntExact(row / step),
        rows,
        every(step, block.x(), offset, rows, table.inputs()),
        every(step, block.y(), offset, rows, table.targets()),
        weights == null ? null : every(step, weights, offset, rows, 1));
  }

  /** Rows offset, offset + step, … of a rows × width array. */
  private static float[] every(int step, float[] from, int offset, int rows, int width) {
    float[] to = new float[rows * width];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, (offset + r * step) * width, to, r * width, width);
    }
    return to;
  }

  private void check(RowBlock block) {
    long end = block.firstRow() + block.rows();
    if (block.firstRow() < 0 || end > table.rows()) {
      throw new DataException(
          "shards: a block holds table rows "
              + block.firstRow()
              + " to "
              + (end - 1)
              + ", but the table has "
              + table.rows()
              + " rows; number the rows from 0 and count them again");
    }
    requireLength(block, "x", block.x().length, table.inputs());
    requireLength(block, "y", block.y().length, table.targets());
    float[] weights = block.weights();
    if (weights != null) {
      requireLength(block, "weights", weights.length, 1);
    }
  }

  private static void requireLength(RowBlock block, String name, int length, int width) {
    if (length != (long) block.rows() * width) {
      throw new IllegalArgumentException(
          "shards: "
              + name
              + " of the block at table row "
              + block.firstRow()
              + " has "
              + length
              + " values, expected "
              + block.rows()
              + " rows × "
              + width);
    }
  }
}

package tributary.spark;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import tributary.data.DataException;
import tributary.data.Shard;

/** Puts the pieces of one shard in their places, in whatever order they arrive. */
final class ShardAssembler {
  private final TableShape table;
  private final int index;
  private final int rows;
  private final float[] x;
  private final float[] y;
  private float @Nullable [] weights;
  private final BitSet filled;

  ShardAssembler(TableShape table, int index) {
    this.table = table;
    this.index = index;
    this.rows = table.rowsOf(index);
    this.x = new float[rows * table.inputs()];
    this.y = new float[rows * table.targets()];
    this.filled = new BitSet(rows);
  }

  /**
   * @throws DataException if a row is there already, or only some of the rows have weights
   */
  void place(ShardPiece piece) {
    int first = piece.first();
    int taken = filled.nextSetBit(first);
    if (taken >= 0 && taken < first + piece.rows()) {
      throw new DataException(
          describe(taken) + " came twice; give every row of the table a number of its own");
    }
    float[] pieceWeights = piece.weights();
    boolean begun = !filled.isEmpty();
    if (begun && (pieceWeights == null) != (weights == null)) {
      throw new DataException(
          describe(first)
              + (pieceWeights == null ? " has no weight" : " has a weight")
              + ", unlike rows before it; either every row has one or none");
    }
    System.arraycopy(piece.x(), 0, x, first * table.inputs(), piece.x().length);
    System.arraycopy(piece.y(), 0, y, first * table.targets(), piece.y().length);
    if (pieceWeights != null) {
      if (weights == null) {
        weights = new float[rows];
      }
      System.arraycopy(pieceWeights, 0, weights, first, pieceWeights.length);
    }
    filled.set(first, first + piece.rows());
  }

  /**
   * The whole shard, which takes the arrays over.
   *
   * @throws DataException if a row is missing
   */
  Shard finish() {
    int missing = filled.nextClearBit(0);
    if (missing < rows) {
      throw new DataException(
          describe(missing)
              + " is missing ("
              + filled.cardinality()
              + " of the shard's "
              + rows
              + " rows came); the source gave other rows than when it was counted");
    }
    return new Shard(index, table.shards(), rows, table.inputs(), table.targets(), x, y, weights);
  }

  private String describe(int row) {
    return "shard "
        + index
        + " of "
        + table.shards()
        + ": row "
        + row
        + " (table row "
        + ((long) row * table.shards() + index)
        + ")";
  }
}

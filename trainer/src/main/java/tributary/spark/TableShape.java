package tributary.spark;

import java.io.Serializable;
import tributary.data.Shard;

/** The extent of a table that is cut into shards. */
record TableShape(long rows, int inputs, int targets, int shards) implements Serializable {
  /** The longest array that every JVM can allocate. */
  private static final long LONGEST = Integer.MAX_VALUE - 8L;

  /**
   * @throws IllegalArgumentException if something is not positive, or a shard's values do not fit
   *     one array
   */
  TableShape {
    if (rows < 1 || inputs < 1 || targets < 1 || shards < 1) {
      throw new IllegalArgumentException(
          "shards: the table has rows "
              + rows
              + ", inputs "
              + inputs
              + ", targets "
              + targets
              + " and is cut into "
              + shards
              + " shards; each must be at least 1");
    }
    long widest = Math.max(inputs, targets);
    long mostRows = LONGEST / widest;
    long rowsOfShard = Shard.rowsOf(rows, 0, shards);
    if (rowsOfShard > mostRows) {
      throw new IllegalArgumentException(
          "shards: with shards = "
              + shards
              + " a shard has "
              + rowsOfShard
              + " rows × "
              + widest
              + " values, more than the "
              + LONGEST
              + " of one Java array; set shards to at least "
              + ((rows - 1) / mostRows + 1));
    }
  }

  int rowsOf(int shard) {
    return Math.toIntExact(Shard.rowsOf(rows, shard, shards));
  }
}

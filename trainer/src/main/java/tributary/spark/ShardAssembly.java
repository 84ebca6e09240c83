package tributary.spark;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.Function2;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import tributary.data.DataException;
import tributary.data.Shard;

/**
 * One task's work on the far side of the shuffle: the shards of its range, in index order.
 *
 * <p>Once the driver knows what the shards are, it tells {@link #expect}, and every later job takes
 * that along: shards that must be assembled again, because an executor is lost or memory was short,
 * are then held to it. Those that lie in memory are not looked at.
 */
final class ShardAssembly
    implements Function2<Integer, Iterator<Tuple2<Integer, ShardPiece>>, Iterator<Shard>> {
  private static final long serialVersionUID = 1L;

  private final TableShape table;
  private final ShardRanges ranges;
  private volatile long @Nullable [] expected;

  ShardAssembly(TableShape table, ShardRanges ranges) {
    this.table = table;
    this.ranges = ranges;
  }

  /** From the next job on; the {@link ShardChecksum} of each shard. */
  void expect(long[] checksums) {
    expected = checksums.clone();
  }

  @Override
  public Iterator<Shard> call(Integer task, Iterator<Tuple2<Integer, ShardPiece>> pieces) {
    int first = ranges.first(task);
    ShardAssembler[] shards = new ShardAssembler[ranges.last(task) - first];
    Arrays.setAll(shards, i -> new ShardAssembler(table, first + i));
    while (pieces.hasNext()) {
      ShardPiece piece = pieces.next()._2();
      shards[piece.shard() - first].place(piece);
    }
    return Arrays.stream(shards).map(shard -> verified(shard.finish())).iterator();
  }

  private Shard verified(Shard shard) {
    long[] checksums = expected;
    if (checksums != null && checksums[shard.index()] != ShardChecksum.of(shard)) {
      throw new DataException(
          "shard "
              + shard.index()
              + " of "
              + shard.count()
              + " had to be computed again, and the source gave other rows than before (table rows "
              + shard.index()
              + ", "
              + (shard.index() + (long) shard.count())
              + ", … of "
              + table.rows()
              + "); nothing can be reproduced from data that changes: write the table to files,"
              + " train from those, and leave them alone while training runs");
    }
    return shard;
  }
}

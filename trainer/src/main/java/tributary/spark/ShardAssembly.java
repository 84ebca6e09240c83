package tributary.spark;

import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;
import tributary.data.Shard;

/** One task's work on the far side of the shuffle: the shards of its range, in index order. */
final class ShardAssembly
    implements Function2<Integer, Iterator<Tuple2<Integer, ShardPiece>>, Iterator<Shard>> {
  private static final long serialVersionUID = 1L;

  private final TableShape table;
  private final ShardRanges ranges;

  ShardAssembly(TableShape table, ShardRanges ranges) {
    this.table = table;
    this.ranges = ranges;
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
    return Arrays.stream(shards).map(ShardAssembler::finish).iterator();
  }
}

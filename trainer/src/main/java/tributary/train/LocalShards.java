package tributary.train;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;

/** All shards of one table in this process, added up along the {@link ShardTree}. */
final class LocalShards {
  private final List<Shard> shards;

  /**
   * @throws IllegalArgumentException unless these are all shards of one table, in order
   */
  LocalShards(List<Shard> shards) {
    this.shards = List.copyOf(shards);
    for (int i = 0; i < this.shards.size(); i++) {
      Shard shard = this.shards.get(i);
      if (shard.index() != i || shard.count() != this.shards.size()) {
        throw new IllegalArgumentException(
            "local shards: place "
                + i
                + " of "
                + this.shards.size()
                + " holds shard "
                + shard.index()
                + " of "
                + shard.count()
                + "; give all shards of one table, in order");
      }
    }
  }

  <T> @Nullable T sum(Function<Shard, @Nullable T> part, BinaryOperator<T> add) {
    ShardTree.Builder<T> tree = ShardTree.over(0, shards.size(), add);
    for (Shard shard : shards) {
      tree.accept(part.apply(shard));
    }
    return ShardTree.root(tree.nodes(), shards.size(), add);
  }
}

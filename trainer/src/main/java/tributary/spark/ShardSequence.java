package tributary.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import tributary.data.Shard;

/** The shards of one task as they come, held to be those that belong to it, in index order. */
final class ShardSequence implements Iterator<Shard> {
  private final Iterator<Shard> shards;
  private final int task;
  private final int last;
  private int next;

  /** For shards {@code ranges.first(task)} up to {@code ranges.last(task)}, exclusive. */
  ShardSequence(Iterator<Shard> shards, int task, ShardRanges ranges) {
    this.shards = shards;
    this.task = task;
    this.next = ranges.first(task);
    this.last = ranges.last(task);
  }

  @Override
  public boolean hasNext() {
    return next < last;
  }

  /**
   * @throws IllegalStateException if another shard comes than the one that belongs here
   */
  @Override
  public Shard next() {
    if (!hasNext()) {
      throw new NoSuchElementException("task " + task + " has no shard " + next);
    }
    Shard shard = shards.hasNext() ? shards.next() : null;
    if (shard == null || shard.index() != next) {
      throw new IllegalStateException(
          "task "
              + task
              + ": found "
              + (shard == null ? "no more shards" : "shard " + shard.index())
              + " where shard "
              + next
              + " belongs");
    }
    next++;
    return shard;
  }
}

package tributary.spark;

import org.apache.spark.Partitioner;

/** Sends the key {@code index} to the part that owns it. */
final class ShardPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final ShardRanges ranges;

  ShardPartitioner(ShardRanges ranges) {
    this.ranges = ranges;
  }

  @Override
  public int numPartitions() {
    return ranges.parts();
  }

  @Override
  public int getPartition(Object key) {
    return ranges.partOf((Integer) key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitioner that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }
}

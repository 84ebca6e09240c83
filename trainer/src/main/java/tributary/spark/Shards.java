package tributary.spark;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.data.BatchSampler;
import tributary.data.DataException;
import tributary.data.RowBlock;
import tributary.data.Shard;

/**
 * A table cut once into shards that lie in the executors' memory: table row i is row i div count of
 * shard i mod count, whatever order the rows came in.
 *
 * <p>Task t of {@link #tasks()} holds a contiguous range of shards, in index order. A shard that is
 * lost is computed again, and must then be the same to the bit: whoever uses it fails with a {@link
 * DataException} if the source gave other rows. {@link #close} lets the memory go.
 */
public final class Shards implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
  private static final double MIB = 1024 * 1024;
  private static final int COUNT_TRIES = 20;
  private static final long COUNT_PAUSE_NANOS = 50_000_000;

  private final JavaRDD<Shard> rdd;
  private final TableShape table;
  private final ShardRanges ranges;
  private final ShardCount.Total total;

  Shards(JavaRDD<Shard> rdd, TableShape table, ShardRanges ranges, ShardCount.Total total) {
    this.rdd = rdd;
    this.table = table;
    this.ranges = ranges;
    this.total = total;
  }

  /**
   * Cuts and caches the rows of {@code blocks}, with one shuffle and at once, so that whatever is
   * wrong with them comes to light here.
   *
   * @param blocks every table row 0 … rows − 1 exactly once, in any order
   * @param shardCount P; may exceed {@code rows}, which leaves shards without rows
   * @param tasks how many tasks share the shards; more than {@code shardCount} are not used
   * @throws DataException if a row is missing, comes twice or lies beyond the table, or only some
   *     have weights; whatever {@code blocks} itself threw is thrown again
   * @throws IllegalArgumentException if a block does not fit the shape, or a shard would exceed one
   *     Java array
   * @throws ClusterException if the job failed for a reason of the cluster's
   */
  public static Shards of(
      JavaRDD<RowBlock> blocks,
      long rows,
      int inputs,
      int targets,
      int shardCount,
      int tasks,
      StorageLevel level) {
    TableShape table = new TableShape(rows, inputs, targets, shardCount);
    ShardRanges ranges = new ShardRanges(shardCount, Math.max(1, Math.min(tasks, shardCount)));
    JavaPairRDD<Integer, ShardPiece> pieces =
        blocks.flatMapToPair(new BlockSplitter(table)).partitionBy(new ShardPartitioner(ranges));
    ShardAssembly assembly = new ShardAssembly(table, ranges);
    JavaRDD<Shard> rdd =
        pieces
            .mapPartitionsWithIndex(assembly, true)
            .setName(shardCount + " shards of " + rows + " rows")
            .persist(level);
    MemoryWatch memory = MemoryWatch.of(rdd.context());
    try {
      ShardCount.Total total = ShardCount.Total.of(count(rdd));
      assembly.expect(total.checksums());
      warnUnlessCached(rdd, ranges.parts(), level);
      return new Shards(rdd, table, ranges, total);
    } catch (Exception e) {
      rdd.unpersist(false);
      FailureKind kind = memory.kindOf(e);
      String size = kind == FailureKind.MEMORY ? sizes(table, ranges) : "";
      throw ClusterException.orDataError("prepare shards" + size, kind, e);
    }
  }

  /** For whoever has to choose the executors' memory, or how many parts there are to be. */
  private static String sizes(TableShape table, ShardRanges ranges) {
    long bytes = Float.BYTES * table.rows() * ((long) table.inputs() + table.targets());
    return String.format(
        Locale.ROOT,
        " (%d rows of %d numbers, %.1f MiB, in %d shards and %d tasks: a task holds %.1f MiB)",
        table.rows(),
        table.inputs() + table.targets(),
        bytes / MIB,
        table.shards(),
        ranges.parts(),
        bytes / MIB / ranges.parts());
  }

  /** Computes every shard. */
  private static List<long[]> count(JavaRDD<Shard> rdd) {
    return JobDescription.during(
        rdd.context(),
        "prepare " + rdd.name(),
        () -> rdd.mapPartitions(new ShardCount(), true).collect());
  }

  /** A level with disk takes whatever does not fit; only without one can parts be missing. */
  private static void warnUnlessCached(JavaRDD<Shard> rdd, int tasks, StorageLevel level) {
    if (!level.isValid() || level.useDisk()) {
      return;
    }
    int cached = cachedParts(rdd, tasks);
    if (cached < tasks) {
      LOG.warn(
          "shards: only {} of {} parts fit into memory at storage level {}; every step computes"
              + " the others anew. Give the executors more memory or use MEMORY_AND_DISK.",
          cached,
          tasks,
          level.description());
    }
  }

  /**
   * Spark counts a little behind the job that cached the parts, so a short count is asked again.
   */
  private static int cachedParts(JavaRDD<Shard> rdd, int tasks) {
    int cached = 0;
    for (int tries = 0; tries < COUNT_TRIES && cached < tasks; tries++) {
      if (tries > 0) {
        LockSupport.parkNanos(COUNT_PAUSE_NANOS);
      }
      for (var info : rdd.context().getRDDStorageInfo()) {
        cached = info.id() == rdd.id() ? info.numCachedPartitions() : cached;
      }
    }
    return cached;
  }

  /** The shards in index order, {@link #tasks()} partitions. */
  public JavaRDD<Shard> rdd() {
    return rdd;
  }

  /** P, how many shards there are. */
  public int count() {
    return table.shards();
  }

  /** How many rows all shards have together. */
  public long rows() {
    return table.rows();
  }

  public int inputs() {
    return table.inputs();
  }

  public int targets() {
    return table.targets();
  }

  public int tasks() {
    return ranges.parts();
  }

  /** Whether the examples have weights of their own. */
  public boolean weighted() {
    return total.weighted();
  }

  /**
   * 16 hex digits that are the same for the same rows in the same order, cut into the same number
   * of shards, and others for all else that is likely.
   */
  public String fingerprint() {
    return HexFormat.of().toHexDigits(ShardChecksum.of(total.checksums()));
  }

  /**
   * @throws IllegalArgumentException if the sampler is for another table or number of shards
   */
  void requireSampler(BatchSampler sampler) {
    if (sampler.rows() != rows() || sampler.shards() != count()) {
      throw new IllegalArgumentException(
          "gradient source: the sampler is for "
              + sampler.rows()
              + " rows in "
              + sampler.shards()
              + " shards, but there are "
              + rows()
              + " rows in "
              + count()
              + "; make both from the same table and number of shards");
    }
  }

  /** The same shards, reached through {@code wrapped}, which must give them unchanged. */
  Shards over(JavaRDD<Shard> wrapped) {
    return new Shards(wrapped, table, ranges, total);
  }

  ShardRanges ranges() {
    return ranges;
  }

  /** Lets the cached blocks go, without waiting for it. */
  @Override
  public void close() {
    rdd.unpersist(false);
  }
}

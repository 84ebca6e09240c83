package tributary.data;

import java.io.Serializable;

/**
 * Which rows of a shard take part in a step: a pure function of (seed, epoch, shard, step).
 *
 * <p>An epoch lines all N rows up and step s takes positions s·batchSize … (s+1)·batchSize − 1, so
 * that the global batch is exact, nothing has to divide anything, and every row is used once per
 * epoch. The line is laid in blocks of P positions, one for each shard, the shards of each block in
 * an order drawn from (seed, epoch, block); the k-th row a shard gives is row {@code order[k]} of a
 * permutation drawn from (seed, epoch, shard). With one shard that is a plain shuffle of the table.
 * Where P does not divide N, the last N mod P positions of every epoch fall to the first shards,
 * which are the ones that have a row more.
 */
public final class BatchSampler implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long ORDER = 0x0D0E;
  private static final long BLOCK = 0xB10C;

  private final long seed;
  private final long rows;
  private final int shards;
  private final int batchSize;

  /**
   * @throws IllegalArgumentException if there are no rows, or a count is not positive
   */
  public BatchSampler(long seed, long rows, int shards, int batchSize) {
    if (rows < 1 || shards < 1 || batchSize < 1) {
      throw new IllegalArgumentException(
          "sampler: rows "
              + rows
              + ", shards "
              + shards
              + ", batchSize "
              + batchSize
              + "; each must be at least 1");
    }
    this.seed = seed;
    this.rows = rows;
    this.shards = shards;
    this.batchSize = batchSize;
  }

  public long seed() {
    return seed;
  }

  public long rows() {
    return rows;
  }

  public int shards() {
    return shards;
  }

  public int batchSize() {
    return batchSize;
  }

  /** ⌈rows / batchSize⌉: the last step of an epoch may be shorter. */
  public long stepsPerEpoch() {
    return (rows + batchSize - 1) / batchSize;
  }

  /**
   * How many rows the step uses over all shards.
   *
   * @throws IllegalArgumentException if the step is not in [0, {@link #stepsPerEpoch})
   */
  public int rowsOfStep(long stepInEpoch) {
    return (int) (end(stepInEpoch) - begin(stepInEpoch));
  }

  /**
   * The first k of the shard's order that the step takes; it takes those up to {@link #to},
   * exclusive.
   *
   * @throws IllegalArgumentException if the step or the shard is out of range
   */
  public int from(int epoch, int shard, long stepInEpoch) {
    return before(epoch, shard, begin(stepInEpoch));
  }

  /**
   * The end, exclusive, of what {@link #from} begins; equal to it when the shard has no row in the
   * step.
   *
   * @throws IllegalArgumentException if the step or the shard is out of range
   */
  public int to(int epoch, int shard, long stepInEpoch) {
    return before(epoch, shard, end(stepInEpoch));
  }

  /**
   * The order in which a shard gives its rows in an epoch: a Fisher–Yates shuffle of 0 … n−1, made
   * anew by every call.
   *
   * @throws IllegalArgumentException if the shard is out of range
   * @throws ArithmeticException if the shard has 2³¹ rows or more
   */
  public int[] order(int epoch, int shard) {
    checkShard(shard);
    int n = Math.toIntExact(Shard.rowsOf(rows, shard, shards));
    return permutation(n, RandomStream.hash(seed, ORDER, epoch, shard));
  }

  private long begin(long stepInEpoch) {
    if (stepInEpoch < 0 || stepInEpoch >= stepsPerEpoch()) {
      throw new IllegalArgumentException(
          "sampler: step "
              + stepInEpoch
              + " of an epoch; an epoch of "
              + rows
              + " rows in batches of "
              + batchSize
              + " has steps 0 to "
              + (stepsPerEpoch() - 1));
    }
    return stepInEpoch * batchSize;
  }

  private long end(long stepInEpoch) {
    return Math.min(rows, begin(stepInEpoch) + batchSize);
  }

  private void checkShard(int shard) {
    if (shard < 0 || shard >= shards) {
      throw new IllegalArgumentException(
          "sampler: shard " + shard + "; there are shards 0 to " + (shards - 1));
    }
  }

  /** How many of the positions before {@code position} belong to {@code shard}. */
  private int before(int epoch, int shard, long position) {
    checkShard(shard);
    long block = position / shards;
    int within = (int) (position % shards);
    if (within == 0) {
      return (int) Math.min(block, Shard.rowsOf(rows, shard, shards));
    }
    // The last block of an epoch holds one position for each of the first rows mod P shards only.
    int width = (int) Math.min(shards, rows - block * shards);
    if (shard >= width) {
      return (int) block;
    }
    int[] shardsOfBlock = permutation(width, RandomStream.hash(seed, BLOCK, epoch, block));
    for (int i = 0; i < within; i++) {
      if (shardsOfBlock[i] == shard) {
        return (int) block + 1;
      }
    }
    return (int) block;
  }

  private static int[] permutation(int n, long key) {
    RandomStream random = new RandomStream(key);
    int[] p = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      p[i] = p[j];
      p[j] = i;
    }
    return p;
  }
}

package tributary.spark;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import tributary.data.RandomStream;
import tributary.data.Shard;

/**
 * Makes the tasks over cached shards slow by their index, or fail, without changing what they do.
 */
final class Disturbance implements Function2<Integer, Iterator<Shard>, Iterator<Shard>> {
  private static final long serialVersionUID = 1L;

  private static final int MOST_MILLIS = 8;

  private final long[] delayMillis;
  private final int failing;
  private final int attempts;

  private Disturbance(long[] delayMillis, int failing, int attempts) {
    this.delayMillis = delayMillis;
    this.failing = failing;
    this.attempts = attempts;
  }

  /** Task t answers after {@code delayMillis[t]}. */
  static Shards delayed(Shards shards, long... delayMillis) {
    return around(shards, new Disturbance(delayMillis, -1, 0));
  }

  /** For each task, below {@link #MOST_MILLIS}. */
  static long[] delays(long seed, int tasks) {
    RandomStream random = new RandomStream(seed);
    long[] millis = new long[tasks];
    for (int task = 0; task < tasks; task++) {
      millis[task] = (long) (random.nextDouble() * MOST_MILLIS);
    }
    return millis;
  }

  /** Task {@code failing} fails in its first {@code attempts} attempts. */
  static Shards failing(Shards shards, int failing, int attempts) {
    return around(shards, new Disturbance(new long[shards.tasks()], failing, attempts));
  }

  private static Shards around(Shards shards, Disturbance disturbance) {
    return shards.over(shards.rdd().mapPartitionsWithIndex(disturbance, true));
  }

  @Override
  public Iterator<Shard> call(Integer task, Iterator<Shard> shards) {
    if (task == failing && TaskContext.get().attemptNumber() < attempts) {
      throw new IllegalStateException("the disk of task " + task + " burns\nand smokes");
    }
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis[task]));
    return shards;
  }
}

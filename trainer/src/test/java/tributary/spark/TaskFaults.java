package tributary.spark;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.function.Function2;
import tributary.data.Shard;

/**
 * Lets tasks over shards meet the faults that there are {@link FaultTokens} for, by task t: {@code
 * kill-t} ends the process as {@code kill -9} does, {@code throw-t} fails the task, {@code sleep-t}
 * holds it up.
 */
final class TaskFaults implements Function2<Integer, Iterator<Shard>, Iterator<Shard>> {
  private static final long serialVersionUID = 1L;
  private static final int KILLED = 137;
  static final long SLEEP_MILLIS = 2_500;

  private final FaultTokens tokens;

  private TaskFaults(FaultTokens tokens) {
    this.tokens = tokens;
  }

  static Shards around(Shards shards, FaultTokens tokens) {
    return shards.over(shards.rdd().mapPartitionsWithIndex(new TaskFaults(tokens), true));
  }

  @Override
  public Iterator<Shard> call(Integer task, Iterator<Shard> shards) {
    if (tokens.take("kill-" + task)) {
      Runtime.getRuntime().halt(KILLED);
    }
    if (tokens.take("throw-" + task)) {
      throw new IllegalStateException("task " + task + " met a fault");
    }
    if (tokens.take("sleep-" + task)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(SLEEP_MILLIS));
    }
    return shards;
  }
}

package tributary.spark;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;
import tributary.train.GradientSum;

/**
 * The gradient's own work, which meets faults where tokens are for them: {@code kill-add} ends an
 * executor in the tree's level between, {@code slow} keeps one shard computing for long. An
 * accumulator counts shards beside it, as one must not.
 */
record FaultyWork(
    ShardWork<GradientSum> work, FaultTokens tokens, LongAccumulator shards, long slowMillis)
    implements ShardWork<GradientSum> {
  private static final int SLOW_SHARD = 3;

  @Override
  public Function<Shard, @Nullable GradientSum> begin(float[] weights) {
    Function<Shard, @Nullable GradientSum> gradient = work.begin(weights);
    return shard -> {
      shards.add(1);
      if (shard.index() == SLOW_SHARD) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slowMillis));
      }
      return gradient.apply(shard);
    };
  }

  @Override
  public GradientSum add(GradientSum left, GradientSum right) {
    if (TaskContext.get() != null && tokens.take("kill-add")) {
      Runtime.getRuntime().halt(137);
    }
    return work.add(left, right);
  }
}

package tributary.spark;

import java.io.Serializable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tributary.data.Shard;

/** What a job does with each shard, and how two results add up. Travels in a task's closure. */
interface ShardWork<T> extends Serializable {
  /**
   * Called once per task, on the executor, with weights that are only to be read; the function
   * gives null for a shard that has nothing to add, else an object of its own.
   */
  Function<Shard, @Nullable T> begin(float[] weights);

  /** left + right; may write into {@code left}. */
  T add(T left, T right);
}

package tributary.spark;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.spark.SparkEnv;
import tributary.train.StepTimer;

/**
 * What some tasks of a job measured on themselves, in nanoseconds.
 *
 * @param tasks how many
 * @param fetch the longest wait for the weights
 * @param compute all their arithmetic
 * @param slowest the longest arithmetic of one of them
 * @param add the longest that a level of the tree between took
 * @param collected the longest garbage collection in one task's JVM, where that is not the driver's
 */
record TaskTimes(int tasks, long fetch, long compute, long slowest, long add, long collected) {
  /** What Spark calls the executor of local mode, which is the driver itself. */
  private static final String DRIVER = "driver";

  static final TaskTimes NONE = new TaskTimes(0, 0, 0, 0, 0, 0);

  static TaskTimes ofTask(long fetch, long compute, long collected) {
    return new TaskTimes(1, fetch, compute, compute, 0, collected);
  }

  /** Whether this code runs in the driver's process, as tasks of local mode do. */
  static boolean inDriver() {
    return DRIVER.equals(SparkEnv.get().executorId());
  }

  /** The driver knows of its own JVM's pauses, so that tasks in it have none to tell of. */
  static long collectedSince(long before) {
    return inDriver() ? 0 : StepTimer.garbageCollected() - before;
  }

  TaskTimes and(TaskTimes other) {
    return new TaskTimes(
        tasks + other.tasks,
        Math.max(fetch, other.fetch),
        compute + other.compute,
        Math.max(slowest, other.slowest),
        Math.max(add, other.add),
        Math.max(collected, other.collected));
  }

  /** After a level of the tree that took so long on top. */
  TaskTimes added(long nanos) {
    return new TaskTimes(tasks, fetch, compute, slowest, add + nanos, collected);
  }

  long meanCompute() {
    return tasks == 0 ? 0 : compute / tasks;
  }

  /**
   * Tells the timer where the time of one step's gradient went.
   *
   * @param send getting the weights ready, here
   * @param wait from then until the last partial sum was here
   * @param root the rest of the tree, here
   */
  void account(StepTimer timer, long send, long wait, long root) {
    timer.addBroadcast(send + fetch);
    timer.addCompute(meanCompute());
    timer.addWaiting(slowest - meanCompute());
    timer.addAggregation(add + root);
    timer.addScheduling(Math.max(0, wait - fetch - slowest - add));
    timer.addGarbageCollection(collected);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(tasks);
    for (long nanos : new long[] {fetch, compute, slowest, add, collected}) {
      out.writeLong(nanos);
    }
  }

  static TaskTimes read(DataInput in) throws IOException {
    return new TaskTimes(
        in.readInt(), in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
  }
}

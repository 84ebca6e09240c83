package tributary.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Hears from Spark, a little behind the events, when executors come and go and which other stages
 * of the application run beside a stage of resident tasks.
 */
final class SlotWatch extends SparkListener {
  /** The local property that says whose resident tasks a job is. */
  static final String RESIDENT = "tributary.resident";

  /** A stage that has run for so long without ending probably waits for a slot. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String source;
  private final Consumer<String> lost;
  private final LongConsumer failed;
  private final Map<Integer, Long> others = new HashMap<>();
  private boolean changed;

  /**
   * @param source whose resident tasks are not others
   * @param lost told the name of an executor that is gone
   * @param failed told the number of an attempt at a task that ended otherwise than it should
   */
  SlotWatch(String source, Consumer<String> lost, LongConsumer failed) {
    this.source = source;
    this.lost = lost;
    this.failed = failed;
  }

  /** Whether executors came or went since this was last asked. */
  synchronized boolean changed() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** How many other stages run. */
  synchronized int others() {
    return others.size();
  }

  /** Whether another stage that began after {@code nanoTime} is still not done after a while. */
  synchronized boolean othersWaitSince(long nanoTime) {
    if (others.isEmpty()) {
      return false;
    }
    long now = System.nanoTime();
    return others.values().stream()
        .anyMatch(began -> began - nanoTime > 0 && now - began > PATIENCE_NANOS);
  }

  @Override
  public synchronized void onExecutorAdded(SparkListenerExecutorAdded added) {
    changed = true;
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    synchronized (this) {
      changed = true;
    }
    lost.accept(removed.executorId());
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() != Success$.MODULE$) {
      failed.accept(end.taskInfo().taskId());
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    Properties properties = submitted.properties();
    if (properties == null || !source.equals(properties.getProperty(RESIDENT))) {
      others.put(submitted.stageInfo().stageId(), System.nanoTime());
    }
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted completed) {
    others.remove(completed.stageInfo().stageId());
  }
}

package tributary.train;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * Where the time of steps went, in nanoseconds, added up by the gradient source and the loop;
 * belongs to the driver's thread. What each part means is told by {@link TimeLedger}.
 */
public final class StepTimer {
  private static final double SECOND = 1e9;

  private long scheduling;
  private long broadcast;
  private long compute;
  private long waiting;
  private long aggregation;
  private long update;
  private long evaluation;
  private long garbageCollection;

  public void addScheduling(long nanos) {
    scheduling += nanos;
  }

  public void addBroadcast(long nanos) {
    broadcast += nanos;
  }

  public void addCompute(long nanos) {
    compute += nanos;
  }

  public void addWaiting(long nanos) {
    waiting += nanos;
  }

  public void addAggregation(long nanos) {
    aggregation += nanos;
  }

  public void addUpdate(long nanos) {
    update += nanos;
  }

  public void addEvaluation(long nanos) {
    evaluation += nanos;
  }

  /** Pauses of other JVMs than this one. */
  public void addGarbageCollection(long nanos) {
    garbageCollection += nanos;
  }

  /** How long this JVM has collected garbage so far, in nanoseconds; counted in milliseconds. */
  public static long garbageCollected() {
    long millis = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      millis += Math.max(0, collector.getCollectionTime());
    }
    return millis * 1_000_000;
  }

  /**
   * All of it so far.
   *
   * @param wallNanos how long it took as a whole
   * @param collectedNanos this JVM's garbage collection meanwhile
   */
  public TimeLedger ledger(long steps, long wallNanos, long collectedNanos) {
    long known = scheduling + broadcast + compute + waiting + aggregation + update + evaluation;
    return new TimeLedger(
        steps,
        scheduling / SECOND,
        broadcast / SECOND,
        compute / SECOND,
        waiting / SECOND,
        aggregation / SECOND,
        update / SECOND,
        evaluation / SECOND,
        Math.max(0, wallNanos - known) / SECOND,
        (collectedNanos + garbageCollection) / SECOND);
  }
}

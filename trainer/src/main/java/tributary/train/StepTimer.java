package tributary.train;

/**
 * Where the time of steps went, in nanoseconds, added up by the gradient source and the loop;
 * belongs to the driver's thread.
 */
public final class StepTimer {
  private long broadcast;
  private long compute;
  private long aggregate;
  private long update;

  public void addBroadcast(long nanos) {
    broadcast += nanos;
  }

  /** The slowest task's own arithmetic. */
  public void addCompute(long nanos) {
    compute += nanos;
  }

  /** What is left of the step between the weights going out and the sum being whole. */
  public void addAggregate(long nanos) {
    aggregate += nanos;
  }

  public void addUpdate(long nanos) {
    update += nanos;
  }

  public long broadcast() {
    return broadcast;
  }

  public long compute() {
    return compute;
  }

  public long aggregate() {
    return aggregate;
  }

  public long update() {
    return update;
  }
}

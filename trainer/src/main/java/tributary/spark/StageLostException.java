package tributary.spark;

/** A stage of resident tasks can no longer answer; a new one may. */
final class StageLostException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean cancelled;

  private StageLostException(String message, Throwable cause, boolean cancelled) {
    super(message, cause);
    this.cancelled = cancelled;
  }

  StageLostException(String message) {
    super(message);
    this.cancelled = false;
  }

  /** Its job ended with this. */
  static StageLostException of(Throwable failure) {
    boolean cancelled = FailureKind.of(failure) == FailureKind.CANCELLED;
    return new StageLostException(ClusterException.firstCause(failure), failure, cancelled);
  }

  /** Whether somebody wanted it to end. */
  boolean cancelled() {
    return cancelled;
  }
}

package tributary.spark;

import java.util.regex.Pattern;

/** A stage of resident tasks can no longer answer; a new one may. */
final class StageLostException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Pattern CANCELLED =
      Pattern.compile("^Job \\d+ cancelled|: Job \\d+ cancelled");

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
    String message = String.valueOf(failure.getMessage());
    boolean cancelled =
        failure instanceof InterruptedException
            || CANCELLED.matcher(message).find()
            || message.contains("SparkContext was shut down");
    return new StageLostException(ClusterException.firstCause(failure), failure, cancelled);
  }

  /** Whether somebody wanted it to end. */
  boolean cancelled() {
    return cancelled;
  }
}

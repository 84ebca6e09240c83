package tributary.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkException;
import org.jspecify.annotations.Nullable;

/** Spark could not do the work: what was being done, and the first cause in one line. */
public final class ClusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final Pattern MOST_RECENT =
      Pattern.compile("[Mm]ost recent failure(?: reason)?:\\s+");

  public ClusterException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** "{@code doing}: first cause", with what to do about it and {@code failure} as the cause. */
  static ClusterException of(String doing, Throwable failure) {
    return of(doing, FailureKind.of(failure), failure);
  }

  /** Like {@link #of(String, Throwable)}, where more is known of the failure than it says. */
  static ClusterException of(String doing, FailureKind kind, Throwable failure) {
    String cause = firstCause(failure);
    boolean said = kind != FailureKind.MEMORY || FailureKind.of(failure) == kind;
    return new ClusterException(
        doing
            + ": "
            + (said ? "" : "an executor ran out of memory; what Spark says at last: ")
            + cause
            + kind.advice(),
        failure);
  }

  /**
   * The data's own error, thrown in a task and brought back by Spark, when that is what it was;
   * else like {@link #of}.
   */
  static RuntimeException orDataError(String doing, Throwable failure) {
    return orDataError(doing, FailureKind.of(failure), failure);
  }

  static RuntimeException orDataError(String doing, FailureKind kind, Throwable failure) {
    Throwable root = root(failure);
    return isDataError(root) && root instanceof RuntimeException error
        ? error
        : of(doing, kind, failure);
  }

  /**
   * Whether somebody wanted the work to end: its jobs were cancelled, or its thread interrupted.
   */
  public static boolean isCancellation(Throwable failure) {
    return FailureKind.of(failure) == FailureKind.CANCELLED;
  }

  /** Whether this, thrown in a task, would be thrown again however often it is tried. */
  static boolean isDataError(Throwable root) {
    return root instanceof IllegalArgumentException
        || (root instanceof RuntimeException && root.getClass().getName().startsWith("tributary."));
  }

  /**
   * The message at the bottom of a Spark failure, on one line: of the exception that a task threw
   * where Spark brought it along, else what its report of the failure says before the stack trace.
   */
  public static String firstCause(Throwable failure) {
    Throwable root = root(failure);
    String message = root.getMessage();
    if (message == null || message.isBlank()) {
      return root.getClass().getName();
    }
    if (root instanceof SparkException) {
      return fromReport(message);
    }
    String line = firstLine(message);
    return root instanceof IllegalArgumentException || root instanceof IllegalStateException
        ? line
        : root.getClass().getSimpleName() + ": " + line;
  }

  static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /**
   * "… most recent failure: Lost task 0.3 in stage 5.0 (…): java.lang.X: message\n\tat …", or of a
   * stage "… Most recent failure reason:\norg.apache.spark.shuffle.X: message\n\tat …".
   */
  private static String fromReport(String report) {
    Matcher recent = MOST_RECENT.matcher(report);
    return firstLine(recent.find() ? report.substring(recent.end()) : report);
  }

  private static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("").strip();
  }
}

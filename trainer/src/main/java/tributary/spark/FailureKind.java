package tributary.spark;

import java.io.NotSerializableException;
import java.util.regex.Pattern;

/** What it was that made Spark give work up, and so whether to begin it again. */
enum FailureKind {
  /** The same work may succeed. */
  PASSING(""),
  /** The data's own error: it will be there again. */
  DATA(""),
  /** Somebody wanted it to end. */
  CANCELLED(""),
  RESULT_SIZE("; raise spark.driver.maxResultSize, or set fewer shards"),
  MEMORY("; raise spark.executor.memory (--executor-memory), or set more shards and more tasks"),
  /** Driver and executors do not have the same code, or something cannot travel between them. */
  CODE("; give driver and executors the same jars");

  private static final Pattern JOB_CANCELLED =
      Pattern.compile("^Job \\d+ cancelled|: Job \\d+ cancelled");

  /** Spark's executors end with status 52 when a task finds no memory. */
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("OutOfMemoryError|exited with code 52\\b");

  private static final Pattern NOT_THE_SAME_CODE =
      Pattern.compile("Task not serializable|ClassNotFoundException|NoClassDefFoundError");

  private final String advice;

  FailureKind(String advice) {
    this.advice = advice;
  }

  /** What to do about it, as the end of a sentence; empty where there is nothing to say. */
  String advice() {
    return advice;
  }

  static FailureKind of(Throwable failure) {
    Throwable root = ClusterException.root(failure);
    String message = String.valueOf(failure.getMessage());
    if (isCancellation(failure, root, message)) {
      return CANCELLED;
    }
    if (ClusterException.isDataError(root)) {
      return DATA;
    }
    if (message.contains("bigger than spark.driver.maxResultSize")) {
      return RESULT_SIZE;
    }
    if (root instanceof OutOfMemoryError || tellsOfMemory(message)) {
      return MEMORY;
    }
    return root instanceof NotSerializableException
            || root instanceof ReflectiveOperationException
            || root instanceof LinkageError
            || NOT_THE_SAME_CODE.matcher(message).find()
        ? CODE
        : PASSING;
  }

  /** Whether this, said of a task or an executor that was lost, is about memory. */
  static boolean tellsOfMemory(String reason) {
    return OUT_OF_MEMORY.matcher(reason).find();
  }

  private static boolean isCancellation(Throwable failure, Throwable root, String message) {
    return failure instanceof InterruptedException
        || root instanceof InterruptedException
        || JOB_CANCELLED.matcher(message).find()
        || message.contains("SparkContext was shut down")
        || message.contains("stopped SparkContext");
  }
}

package tributary.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins work again that Spark gave up, so that one step that loses the same executor over and over
 * does not lose the run. The weights are the same each time, and so are the bits.
 *
 * <p>Spark itself tries a task {@code spark.task.maxFailures} times before that.
 *
 * @param most {@code spark.tributary.stepRetries}, default 3; 0 for none
 */
record Retries(JavaSparkContext context, int most) {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  static final String KEY = "spark.tributary.stepRetries";
  private static final int DEFAULT = 3;

  /** Work that Spark may give up. */
  interface Attempt<T> {
    @Nullable T make() throws Exception;
  }

  static Retries of(JavaSparkContext context) {
    return new Retries(context, Math.max(0, context.getConf().getInt(KEY, DEFAULT)));
  }

  /**
   * The result of the first attempt that has one.
   *
   * @throws ClusterException saying {@code what} failed, after how many tries, and why the first
   *     did
   * @throws RuntimeException the data's own error, when that is what it was
   */
  <T> @Nullable T run(String what, Attempt<T> attempt) {
    MemoryWatch memory = MemoryWatch.of(context.sc());
    Exception first = null;
    for (int tries = 1; ; tries++) {
      try {
        return attempt.make();
      } catch (Exception e) {
        // Spark's checked SparkException comes out of methods that do not declare it.
        first = first == null ? e : first;
        requireAnother(what, tries, first, e, memory);
      }
    }
  }

  /** Throws the failure unless the work is to be begun again. */
  private void requireAnother(
      String what, int tries, Exception first, Exception failure, MemoryWatch memory) {
    if (failure instanceof ClusterException) {
      throw new ClusterException(what + ": " + failure.getMessage(), failure);
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    FailureKind kind = memory.kindOf(failure);
    if (kind != FailureKind.PASSING || tries > most) {
      String after = tries == 1 ? "" : ", tried " + tries + " times";
      throw ClusterException.orDataError(
          what + after, kind, kind == FailureKind.PASSING ? first : failure);
    }
    LOG.warn(
        "{}: Spark gave it up ({}); it is begun again with the same weights, try {} of {}",
        what,
        ClusterException.firstCause(failure),
        tries + 1,
        most + 1);
  }
}

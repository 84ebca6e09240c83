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
record Retries(int most) {
  private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
  static final String KEY = "spark.tributary.stepRetries";
  private static final int DEFAULT = 3;

  /** Work that Spark may give up. */
  interface Attempt<T> {
    @Nullable T make() throws Exception;
  }

  static Retries of(JavaSparkContext context) {
    return new Retries(Math.max(0, context.getConf().getInt(KEY, DEFAULT)));
  }

  /**
   * The result of the first attempt that has one.
   *
   * @throws ClusterException saying {@code what} failed, after how many tries, and why the first
   *     did
   * @throws RuntimeException the data's own error, when that is what it was
   */
  <T> @Nullable T run(String what, Attempt<T> attempt) {
    Exception first = null;
    for (int tries = 1; ; tries++) {
      try {
        return attempt.make();
      } catch (ClusterException e) {
        throw new ClusterException(what + ": " + e.getMessage(), e);
      } catch (Exception e) {
        // Spark's checked SparkException comes out of methods that do not declare it.
        first = first == null ? e : first;
        FailureKind kind = FailureKind.of(e);
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        if (kind != FailureKind.PASSING || tries > most) {
          throw failure(what, tries, kind == FailureKind.PASSING ? first : e);
        }
        LOG.warn(
            "{}: Spark gave it up ({}); it is begun again with the same weights, try {} of {}",
            what,
            ClusterException.firstCause(e),
            tries + 1,
            most + 1);
      }
    }
  }

  private static RuntimeException failure(String what, int tries, Exception cause) {
    String after = tries == 1 ? "" : ", tried " + tries + " times";
    return ClusterException.orDataError(what + after, cause);
  }
}

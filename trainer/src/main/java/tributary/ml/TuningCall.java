package tributary.ml;

/** Whether this thread works for one of Spark's tuners, which fit a whole grid on the same rows. */
final class TuningCall {
  private static final String TUNERS = "org.apache.spark.ml.tuning.";

  private TuningCall() {}

  /** Spark tells an estimator nothing of its caller, so that the stack has to. */
  static boolean isUnderWay() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(TUNERS)));
  }
}

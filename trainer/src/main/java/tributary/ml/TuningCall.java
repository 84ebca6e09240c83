package tributary.ml;

import java.lang.StackWalker.StackFrame;

/** Whether this thread fits a point of a grid for one of Spark's tuners. */
final class TuningCall {
  private static final String TUNERS = "org.apache.spark.ml.tuning.";

  private TuningCall() {}

  /**
   * Spark tells an estimator nothing of its caller, so that the stack has to. A tuner fits a point
   * of its grid within a Scala future; its last fit, of the best point on all rows, is none.
   */
  static boolean ofGrid() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .dropWhile(frame -> !isTuner(frame))
                    .dropWhile(TuningCall::isTuner)
                    .findFirst()
                    .filter(TuningCall::isScala)
                    .isPresent());
  }

  private static boolean isTuner(StackFrame frame) {
    return frame.getClassName().startsWith(TUNERS);
  }

  private static boolean isScala(StackFrame frame) {
    return frame.getClassName().startsWith("scala.");
  }
}

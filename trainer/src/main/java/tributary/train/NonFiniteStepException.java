package tributary.train;

import org.jspecify.annotations.Nullable;

/** A step that could not be made; nothing has changed. Never leaves the loop. */
final class NonFiniteStepException extends Exception {
  private static final long serialVersionUID = 1L;

  private final double gradientNorm;

  /**
   * @param what such as {@code loss became NaN}
   * @param cause null where there is no exception behind it
   */
  NonFiniteStepException(String what, double gradientNorm, @Nullable Exception cause) {
    super(what, cause);
    this.gradientNorm = gradientNorm;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  /** Whether the optimizer's arrays may hold what is not finite: it got as far as the update. */
  boolean spoiltOptimizer() {
    return getCause() != null && Double.isFinite(gradientNorm);
  }

  double gradientNorm() {
    return gradientNorm;
  }
}

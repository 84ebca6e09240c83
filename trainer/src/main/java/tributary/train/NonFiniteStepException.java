package tributary.train;

/** A step that could not be made; nothing has changed. Never leaves the loop. */
final class NonFiniteStepException extends Exception {
  private static final long serialVersionUID = 1L;

  private final double gradientNorm;

  /**
   * @param what such as {@code loss became NaN}
   */
  NonFiniteStepException(String what, double gradientNorm) {
    super(what);
    this.gradientNorm = gradientNorm;
  }

  String what() {
    return String.valueOf(getMessage());
  }

  double gradientNorm() {
    return gradientNorm;
  }
}

package tributary.optim;

/**
 * A step could not be made: its gradient, or the update made from it, has an element that is NaN or
 * infinite. The weights are as they were.
 */
public final class NonFiniteGradientException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final int index;
  private final float value;
  private final double gradientNorm;

  private NonFiniteGradientException(
      String message, long step, int index, float value, double gradientNorm) {
    super(message);
    this.step = step;
    this.index = index;
    this.value = value;
    this.gradientNorm = gradientNorm;
  }

  static NonFiniteGradientException ofGradient(long step, int index, float value, double norm) {
    return new NonFiniteGradientException(
        "step "
            + step
            + ": gradient["
            + index
            + "] is "
            + value
            + " (gradient norm "
            + norm
            + "); weights and optimizer state are unchanged; lower the learning rate, clip the"
            + " gradient, or look for wild values in the data",
        step,
        index,
        value,
        norm);
  }

  static NonFiniteGradientException ofUpdate(
      long step, int index, float value, double norm, double learningRate) {
    return new NonFiniteGradientException(
        "step "
            + step
            + ": the gradient is finite (norm "
            + norm
            + ") but update["
            + index
            + "] became "
            + value
            + " (learning rate "
            + learningRate
            + "); the weights are unchanged; lower the learning rate or clip the gradient",
        step,
        index,
        value,
        norm);
  }

  /** The step that was not made, from 0. */
  public long step() {
    return step;
  }

  /** The first element that is not finite. */
  public int index() {
    return index;
  }

  /** What stood there. */
  public float value() {
    return value;
  }

  /** ‖∇‖₂ before clipping; NaN or infinite if it is the gradient itself that is not finite. */
  public double gradientNorm() {
    return gradientNorm;
  }
}

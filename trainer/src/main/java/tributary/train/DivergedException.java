package tributary.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Training cannot go on: the loss, the gradient or the update became NaN or infinite. Noticed
 * before the weights changed, so those before the step are kept here.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient NonFiniteReport report;
  private final transient OptionalDouble lastFiniteLoss;
  private final float[] weights;
  private final transient Optional<BestWeights> best;

  /**
   * @param inRow how many steps in a row were not finite, this one included
   */
  DivergedException(
      NonFiniteReport report, int inRow, TrainingState state, NonFiniteStepException cause) {
    super(
        "step "
            + report.step().number()
            + ": "
            + report.describe()
            + before(inRow - 1)
            + " (last finite loss "
            + (state.lastLoss().isPresent() ? state.lastLoss().getAsDouble() : "none")
            + ", gradient norm "
            + report.gradientNorm()
            + ", learning rate "
            + report.learningRate()
            + "); lower training.learningRate or set training.clipNorm, and look for wild values"
            + " in the data",
        cause.getCause());
    this.report = report;
    this.lastFiniteLoss = state.lastLoss();
    this.weights = state.weights();
    this.best = state.best();
  }

  private static String before(int steps) {
    return switch (steps) {
      case 0 -> "";
      case 1 -> ", and so was a step before it";
      default -> ", and so were " + steps + " steps before it";
    };
  }

  /** The step that could not be made. */
  public StepId step() {
    return report.step();
  }

  /** Where the value that is not finite first appeared, as far as that is known. */
  public Optional<NonFiniteOrigin> origin() {
    return report.origin();
  }

  /** The last mean loss of a step that was finite; empty if this process had none. */
  public OptionalDouble lastFiniteLoss() {
    return lastFiniteLoss;
  }

  /** ‖∇‖₂ of the mean gradient of the step, before clipping; itself perhaps not finite. */
  public double gradientNorm() {
    return report.gradientNorm();
  }

  /** The rate that the step would have had. */
  public double learningRate() {
    return report.learningRate();
  }

  /** The weights before the step, to the bit; the caller's own. */
  public float[] weights() {
    return weights;
  }

  /** The best weights by validation loss, where those were kept. */
  public Optional<BestWeights> best() {
    return best;
  }
}

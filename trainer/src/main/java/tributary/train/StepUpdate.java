package tributary.train;

import java.util.Optional;
import tributary.data.DataException;
import tributary.linalg.Floats;
import tributary.optim.NonFiniteGradientException;
import tributary.optim.Optimizer;
import tributary.optim.UpdateReport;

/**
 * From a step's sums to new weights: the checks that come before the weights change, the one
 * division, and the optimizer.
 */
final class StepUpdate {
  private final Optimizer optimizer;
  private final StepTimer timer;

  StepUpdate(Optimizer optimizer, StepTimer timer) {
    this.optimizer = optimizer;
    this.timer = timer;
  }

  /**
   * Changes the weights of {@code state}; the gradient of {@code sum} is used up.
   *
   * @param begin the clock when the step began
   * @throws DataException if the examples of the step weigh nothing
   * @throws DivergedException if the loss, the gradient or the update is not finite; the weights
   *     are as they were
   */
  StepReport apply(StepId step, GradientSum sum, TrainingState state, long begin) {
    long summed = System.nanoTime();
    checkWeight(step, sum);
    double loss = sum.loss() / sum.weight();
    divide(sum.gradient(), sum.weight());
    if (!Double.isFinite(loss)) {
      double norm = Math.sqrt(Floats.sumOfSquares(sum.gradient()));
      throw diverged("loss became " + loss, step, norm, state, Optional.empty());
    }
    state.sawLoss(loss);
    UpdateReport made = optimize(step, sum.gradient(), state);
    state.stepped(step, sum);
    long now = System.nanoTime();
    timer.addUpdate(now - summed);
    return new StepReport(
        step,
        loss,
        made.gradientNorm(),
        made.clipped(),
        made.learningRate(),
        sum.examples(),
        now - begin);
  }

  private UpdateReport optimize(StepId step, float[] meanGradient, TrainingState state) {
    try {
      return optimizer.step(state.weights(), meanGradient, state.optimizer());
    } catch (NonFiniteGradientException e) {
      String what = Double.isFinite(e.gradientNorm()) ? "an update" : "a gradient value";
      throw diverged(what + " became " + e.value(), step, e.gradientNorm(), state, Optional.of(e));
    }
  }

  private static void checkWeight(StepId step, GradientSum sum) {
    if (!(sum.weight() > 0 && sum.weight() < Double.POSITIVE_INFINITY)) {
      throw new DataException(
          "step "
              + step.number()
              + ": the weights of its "
              + sum.examples()
              + " examples add up to "
              + sum.weight()
              + ", expected more than 0; check the weight column, drop the rows of weight 0, or"
              + " raise training.batchSize");
    }
  }

  /** In double, since 1/weight rounded to float would already be off by half a unit. */
  private static void divide(float[] gradient, double weight) {
    double inverse = 1 / weight;
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = (float) (gradient[i] * inverse);
    }
  }

  private DivergedException diverged(
      String what, StepId step, double norm, TrainingState state, Optional<Exception> cause) {
    return new DivergedException(
        what, step, norm, optimizer.learningRate(step.number()), state, cause);
  }
}

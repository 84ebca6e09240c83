package tributary.train;

import java.util.List;
import java.util.Optional;
import tributary.data.DataException;
import tributary.linalg.Blocks;
import tributary.linalg.Floats;
import tributary.optim.NonFiniteGradientException;
import tributary.optim.Optimizer;
import tributary.optim.UpdateReport;

/**
 * One step after the other: the gradient's sums, the checks that come before the weights change,
 * the one division, the optimizer, and what is told about it.
 */
final class StepMaker {
  private final TrainingParts parts;
  private final Optimizer optimizer;
  private final TrainingListener tell;
  private final StepTimer timer;
  private final HealthMeter health;
  private final HistogramMeter histograms;
  private final Recovery recovery;

  StepMaker(TrainingParts parts, TrainingListener tell, StepTimer timer) {
    this.parts = parts;
    this.optimizer = parts.optimizer();
    this.tell = tell;
    this.timer = timer;
    this.health = new HealthMeter(parts.health());
    this.histograms = new HistogramMeter(parts.health());
    this.recovery = new Recovery(parts, tell);
  }

  /**
   * Makes the step and changes the weights of {@code state}; empty if it could not be made and was
   * left out.
   *
   * @throws DataException if the examples of the step weigh nothing
   * @throws DivergedException if the loss, the gradient or the update is not finite; the weights
   *     are as they were
   */
  Optional<StepReport> make(StepId step, TrainingState state) {
    long begin = System.nanoTime();
    GradientSum sum = parts.source().gradient(step, state.weights(), timer);
    try {
      StepReport report = apply(step, sum, state, begin);
      tell.onStep(report);
      histograms.afterUpdate(step, state.weights()).ifPresent(tell::onHistograms);
      return Optional.of(report);
    } catch (NonFiniteStepException e) {
      recovery.after(e, step, state);
      health.skipped(sum);
      return Optional.empty();
    }
  }

  /** Tells which units were dead, if the step was the last of a window. */
  void endWindow(StepId step, boolean epochEnded) {
    health.endWindow(step, epochEnded).ifPresent(tell::onUnits);
  }

  /** The gradient of {@code sum} is used up. */
  private StepReport apply(StepId step, GradientSum sum, TrainingState state, long begin)
      throws NonFiniteStepException {
    long summed = System.nanoTime();
    checkWeight(step, sum);
    double loss = sum.loss() / sum.weight();
    divide(sum.gradient(), sum.weight());
    if (!Double.isFinite(loss)) {
      double norm = Math.sqrt(Blocks.sumOfSquares(sum.gradient()));
      throw new NonFiniteStepException("loss became " + loss, norm, null);
    }
    state.sawLoss(loss);
    state.keepGood(step, loss, sum.gradient());
    boolean measured = health.beforeUpdate(sum, sum.gradient());
    histograms.beforeUpdate(step, sum.gradient());
    UpdateReport made = optimize(sum.gradient(), state);
    List<LayerHealth> layers =
        measured ? health.afterUpdate(sum, state.weights(), sum.gradient()) : List.of();
    health.stepped(sum, made.gradientNorm());
    state.stepped(step, sum);
    long now = System.nanoTime();
    timer.addUpdate(now - summed);
    return new StepReport(
        step,
        loss,
        made.gradientNorm(),
        made.clippedNorm(),
        made.clipped(),
        made.learningRate(),
        sum.examples(),
        now - begin,
        layers);
  }

  private UpdateReport optimize(float[] meanGradient, TrainingState state)
      throws NonFiniteStepException {
    try {
      return optimizer.step(state.weights(), meanGradient, state.optimizer());
    } catch (NonFiniteGradientException e) {
      String what = Double.isFinite(e.gradientNorm()) ? "an update" : "a gradient value";
      throw new NonFiniteStepException(what + " became " + e.value(), e.gradientNorm(), e);
    }
  }

  private static void checkWeight(StepId step, GradientSum sum) {
    if (!(sum.weight() >= Float.MIN_NORMAL && sum.weight() <= Float.MAX_VALUE)) {
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

  /**
   * By division: 1/weight rounded to float would already be off by half a unit. In float, where the
   * JIT makes SIMD of it: a count of examples is one, and another weight as a float is off by half
   * a unit at most, alike for all of the gradient.
   */
  private static void divide(float[] gradient, double weight) {
    float divisor = (float) weight;
    if (Math.scalb(1f, Math.getExponent(divisor)) == divisor) {
      // The inverse of a power of two is exact, so the bits are the same, and multiplying is
      // faster.
      Blocks.run(gradient.length, (from, to) -> Floats.scale(1 / divisor, gradient, from, to));
      return;
    }
    Blocks.run(
        gradient.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            gradient[i] /= divisor;
          }
        });
  }
}

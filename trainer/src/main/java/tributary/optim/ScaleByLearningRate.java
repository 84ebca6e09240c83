package tributary.optim;

import tributary.linalg.Floats;

/**
 * Turns the direction round and sets its length: u ← −rate · u, the rate from a schedule, times the
 * state's factor.
 *
 * <p>The last link of every chain, and the only place where the gradient's sign changes.
 */
public record ScaleByLearningRate(Schedule schedule) implements GradientTransform {
  /**
   * The rate of this step.
   *
   * @throws IllegalStateException if the schedule gives a rate that is negative or not finite
   */
  public double rate(long step) {
    double rate = schedule.at(step);
    if (!(rate >= 0 && rate <= Float.MAX_VALUE)) {
      throw new IllegalStateException(
          "step "
              + step
              + ": the schedule "
              + schedule
              + " gives a learning rate of "
              + rate
              + "; it must be at least 0 and finite");
    }
    return rate;
  }

  /**
   * @throws IllegalStateException as {@link #rate} does
   */
  @Override
  public Pass begin(Update update) {
    float factor = (float) -(rate(update.step()) * update.rateFactor());
    float[] u = update.values();
    return (from, to) -> Floats.scale(factor, u, from, to);
  }

  @Override
  public String toString() {
    return "scale by -learning rate " + schedule;
  }
}

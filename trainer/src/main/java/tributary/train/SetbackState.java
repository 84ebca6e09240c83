package tributary.train;

import java.util.Optional;
import tributary.linalg.Floats;
import tributary.optim.OptimizerState;

/** What changes with steps that are not finite: how many there were, and where to go back to. */
final class SetbackState {
  /** Steps from one time that good weights are kept to the next. */
  private static final int GOOD_STEPS = 50;

  /** Weights whose loss is this many times the highest good one are not good. */
  private static final double RISEN = 2;

  private final boolean rollsBack;
  private int inRow;
  private long lastStep;
  private Optional<GoodWeights> good;

  SetbackState(NonFinitePolicy policy, Setbacks before) {
    this.rollsBack = policy.action() == NonFiniteReport.Action.ROLLBACK;
    this.inRow = before.inRow();
    this.lastStep = before.lastStep();
    this.good = before.good();
  }

  /** A step was finite. After a rollback that alone proves little: see {@link #keepGood}. */
  void stepped() {
    if (!rollsBack) {
      inRow = 0;
    }
  }

  /**
   * Keeps the weights to go back to, now and then, and unless their loss says that they are no
   * longer good, or their gradient is not finite; before the step that {@code loss} was measured in
   * changes them.
   */
  void keepGood(
      StepId now, double loss, float[] gradient, float[] weights, OptimizerState optimizer) {
    double highest = good.map(GoodWeights::highestLoss).orElse(loss);
    if (!rollsBack
        || now.number() % GOOD_STEPS != 0
        || loss > RISEN * highest
        || !Floats.allFinite(gradient)) {
      return;
    }
    good =
        Optional.of(
            new GoodWeights(
                now.number(), Math.max(highest, loss), weights.clone(), optimizer.copy().slots()));
    if (now.number() - lastStep >= GOOD_STEPS) {
      inRow = 0;
    }
  }

  /** Counts a step that is not finite, and gives how many there are now in a row. */
  int sawNonFinite(StepId now) {
    lastStep = now.number();
    return ++inRow;
  }

  Optional<GoodWeights> good() {
    return good;
  }

  Setbacks snapshot(double rateFactor) {
    return new Setbacks(inRow, lastStep, rateFactor, good);
  }
}

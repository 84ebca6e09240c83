package tributary.train;

import java.util.Optional;

/**
 * Raises {@link Alarm.Kind#DIVERGENCE}: a step is not finite, or the loss has risen well above the
 * one that training began with.
 */
final class DivergenceWatch implements TrainingListener {
  private static final int BEGINNING = 10;
  private static final double NEWEST = 0.1;
  private static final double RISEN = 2;

  /** Finite steps at a lower loss after which it has passed. */
  private static final int CALM = 20;

  private final AlarmSwitch alarm;
  private int steps;
  private double begin;
  private double smooth;
  private int calm;

  DivergenceWatch(TrainingListener tell) {
    this.alarm = new AlarmSwitch(Alarm.Kind.DIVERGENCE, Optional.empty(), tell);
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    calm = 0;
    alarm.raise(
        report.step().number(),
        report.step().epoch(),
        report.origin().map(origin -> origin.place().layer()),
        Double.NaN,
        "training diverges: "
            + report.describe()
            + "; lower training.learningRate or set training.clipNorm");
  }

  @Override
  public void onStep(StepReport report) {
    steps++;
    if (steps <= BEGINNING) {
      begin += (report.loss() - begin) / steps;
    }
    smooth = steps == 1 ? report.loss() : smooth + NEWEST * (report.loss() - smooth);
    // A loss at or below 0 to begin with leaves nothing to compare by.
    boolean risen = steps > BEGINNING && begin > 0 && smooth > RISEN * begin;
    calm = risen ? 0 : calm + 1;
    StepId step = report.step();
    if (risen) {
      alarm.raise(
          step.number(),
          step.epoch(),
          smooth / begin,
          "training diverges: the loss is "
              + Words.figure(smooth)
              + ", "
              + Words.figure(smooth / begin)
              + " times the "
              + Words.figure(begin)
              + " that it began with; lower training.learningRate or set training.clipNorm");
    } else if (calm >= CALM) {
      alarm.clear(
          step.number(),
          step.epoch(),
          smooth / begin,
          "the steps are finite, with a loss of " + Words.figure(smooth));
    }
  }
}

package tributary.train;

import java.util.Optional;

/** Raises {@link Alarm.Kind#CLIPPING}: nearly every gradient of the last steps was clipped. */
final class ClippingWatch implements TrainingListener {
  private static final int STEPS = 100;

  /** Cleared below this part of the threshold. */
  private static final double CLEAR = 0.9;

  private final double threshold;
  private final AlarmSwitch alarm;
  private final boolean[] clipped = new boolean[STEPS];
  private long steps;
  private int count;

  ClippingWatch(AlarmConfig config, TrainingListener tell) {
    this.threshold = config.clipRate();
    this.alarm = new AlarmSwitch(Alarm.Kind.CLIPPING, Optional.empty(), tell);
  }

  @Override
  public void onStep(StepReport report) {
    int slot = (int) (steps % STEPS);
    count += (report.clipped() ? 1 : 0) - (clipped[slot] ? 1 : 0);
    clipped[slot] = report.clipped();
    steps++;
    double rate = (double) count / STEPS;
    StepId step = report.step();
    if (steps >= STEPS && rate >= threshold) {
      alarm.raise(step.number(), step.epoch(), rate, raised(report, rate));
    } else if (rate < CLEAR * threshold) {
      alarm.clear(
          step.number(),
          step.epoch(),
          rate,
          Words.percent(rate) + " of the last " + STEPS + " steps were clipped");
    }
  }

  private static String raised(StepReport report, double rate) {
    return Words.percent(rate)
        + " of the last "
        + STEPS
        + " steps were clipped, this one from a gradient norm of "
        + Words.figure(report.gradientNorm())
        + " to "
        + Words.figure(report.clippedNorm())
        + ", so that the bound sets the pace; lower training.learningRate or raise"
        + " training.clipNorm";
  }
}

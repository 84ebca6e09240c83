package tributary.train;

import java.util.Optional;

/**
 * Raises {@link Alarm.Kind#LOSS_SPIKE}: three steps in a row have a loss above mean + k·σ of the
 * last hundred, or one has it above mean + k²·σ.
 *
 * <p>A loss that is above does not become part of what is usual before the alarm is on, since it
 * would hide the ones after it. A rise of less than a tenth of the mean is no spike, however little
 * the steps scatter.
 */
final class SpikeWatch implements TrainingListener {
  private static final int STEPS = 100;

  /** With fewer steps than these nothing is usual yet. */
  private static final int LEAST_STEPS = 20;

  private static final double LEAST_RISE = 0.1;
  private static final int IN_ROW = 3;

  /** Steps at the usual loss after which it has passed. */
  private static final int CALM = 20;

  private final double sigmas;
  private final AlarmSwitch alarm;
  private final double[] losses = new double[STEPS];
  private long observed;
  private int high;
  private int calm;
  private boolean on;

  SpikeWatch(AlarmConfig config, TrainingListener tell) {
    this.sigmas = config.spikeSigmas();
    this.alarm = new AlarmSwitch(Alarm.Kind.LOSS_SPIKE, Optional.empty(), tell);
  }

  @Override
  public void onStep(StepReport report) {
    int count = (int) Math.min(observed, STEPS);
    double mean = mean(count);
    double deviation = deviation(count, mean);
    double rise = report.loss() - mean;
    boolean above =
        count >= LEAST_STEPS && rise > Math.max(sigmas * deviation, LEAST_RISE * Math.abs(mean));
    high = above ? high + 1 : 0;
    calm = above ? 0 : calm + 1;
    StepId step = report.step();
    if (above && (high >= IN_ROW || rise > sigmas * sigmas * deviation)) {
      on = true;
      alarm.raise(
          step.number(), step.epoch(), rise / deviation, raised(report, count, mean, deviation));
    } else if (on && calm >= CALM) {
      on = false;
      alarm.clear(
          step.number(),
          step.epoch(),
          rise / deviation,
          "the loss is " + Words.figure(report.loss()) + " again, as usual");
    }
    if (!above || on) {
      losses[(int) (observed++ % STEPS)] = report.loss();
    }
  }

  private double mean(int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += losses[i];
    }
    return sum / count;
  }

  /** Around the mean, since the difference of sums of squares is all rounding where σ is small. */
  private double deviation(int count, double mean) {
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += (losses[i] - mean) * (losses[i] - mean);
    }
    return Math.sqrt(squares / count);
  }

  private static String raised(StepReport report, int count, double mean, double deviation) {
    return "the loss spikes: it is "
        + Words.figure(report.loss())
        + " where the "
        + count
        + " steps before had a mean of "
        + Words.figure(mean)
        + " and a deviation of "
        + Words.figure(deviation)
        + "; set training.clipNorm, lower training.learningRate, or look for wild values in the"
        + " data of this step";
  }
}

package tributary.jobs;

import tributary.train.StepReport;

/** Adds up what steps were like; NaN before the first. */
final class StepMeter {
  private long steps;
  private long clipped;
  private double norms;
  private long examples;
  private long nanos;

  void add(StepReport report) {
    steps++;
    clipped += report.clipped() ? 1 : 0;
    norms += report.gradientNorm();
    examples += report.examples();
    nanos += report.nanos();
  }

  double clipRate() {
    return (double) clipped / steps;
  }

  double meanGradientNorm() {
    return norms / steps;
  }

  double examplesPerSecond() {
    return examples * 1e9 / nanos;
  }
}

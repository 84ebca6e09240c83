package tributary.jobs.bench;

import tributary.train.StepReport;
import tributary.train.TrainingListener;
import tributary.train.ValidationReport;

/** Adds up the time of steps until the test accuracy is there; measuring it does not count. */
final class AccuracyWatch implements TrainingListener {
  private static final double SECOND = 1e9;

  private final double wanted;
  private long nanos;
  private long steps;
  private double accuracy;

  AccuracyWatch(double wanted) {
    this.wanted = wanted;
  }

  @Override
  public void onStep(StepReport report) {
    nanos += report.nanos();
    steps++;
  }

  @Override
  public void onValidation(ValidationReport report) {
    accuracy = report.evaluation().accuracy().orElse(0);
  }

  boolean reached() {
    return accuracy >= wanted;
  }

  double accuracy() {
    return accuracy;
  }

  double seconds() {
    return nanos / SECOND;
  }

  long steps() {
    return steps;
  }
}

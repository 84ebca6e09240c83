package tributary.jobs;

import java.util.OptionalDouble;
import tributary.train.StepReport;

/**
 * Which steps of a run are reported, and how often the gradient was clipped between two of them.
 */
final class ReportedSteps {
  private final long every;
  private long steps;
  private long clipped;

  /**
   * @param every steps whose number is a multiple of this are reported; 0 reports none
   */
  ReportedSteps(long every) {
    this.every = every;
  }

  /**
   * Has to be told of every step.
   *
   * @return if the step is to be reported, the share of clipped steps since the last one that was,
   *     this one among them
   */
  OptionalDouble clipRate(StepReport report) {
    steps++;
    clipped += report.clipped() ? 1 : 0;
    if (!reports(report)) {
      return OptionalDouble.empty();
    }
    double rate = (double) clipped / steps;
    steps = 0;
    clipped = 0;
    return OptionalDouble.of(rate);
  }

  private boolean reports(StepReport report) {
    // Layers are measured out of turn where the gradient has jumped, which is worth telling.
    return every > 0 && (report.step().number() % every == 0 || !report.layers().isEmpty());
  }
}

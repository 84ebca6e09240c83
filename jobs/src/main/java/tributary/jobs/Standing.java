package tributary.jobs;

import java.util.Optional;
import java.util.OptionalDouble;
import tributary.train.Evaluation;

/**
 * Where a run stands.
 *
 * @param steps how many it has behind it
 * @param epoch the one that it is in, from 0
 * @param recent empty before the first step
 * @param validation the latest
 * @param deadShare of the units that can die, in the latest window; empty before one has ended
 * @param secondsLeft to the last step; empty while there is nothing to go by
 */
record Standing(
    RunOutline run,
    long steps,
    int epoch,
    Optional<Recent> recent,
    Optional<Evaluation> validation,
    OptionalDouble deadShare,
    OptionalDouble secondsLeft) {
  /**
   * @param loss of the last step
   * @param gradientNorm of the last step, before clipping
   * @param clipRate the share of steps that were clipped, since the last row
   * @param examplesPerSecond of the same steps
   */
  record Recent(double loss, double gradientNorm, double clipRate, double examplesPerSecond) {}

  /** Of a run that has made no step in this process. */
  static Standing before(RunOutline run, long steps, int epoch) {
    return new Standing(
        run,
        steps,
        epoch,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }
}

package tributary.jobs;

import java.util.Optional;
import java.util.OptionalDouble;
import tributary.train.Evaluation;

/** A run somewhere in its middle, for tests of how it is shown. */
final class Standings {
  static final RunOutline RUN = new RunOutline(20, 1360, Optional.of("R²"), true, true);

  /** Without validation, clipping and units that can die. */
  static final RunOutline BARE = new RunOutline(20, 1360, Optional.empty(), false, false);

  private Standings() {}

  static Evaluation evaluation(double loss, double r2) {
    OptionalDouble none = OptionalDouble.empty();
    return new Evaluation(100, loss, none, none, OptionalDouble.of(r2), none, none);
  }

  static Standing of(RunOutline run, long steps) {
    return new Standing(
        run,
        steps,
        2,
        Optional.of(new Standing.Recent(0.01834, 0.3121, 0.1234, 41020.4)),
        run.metric().map(name -> evaluation(0.0413, 0.97412)),
        run.canDie() ? OptionalDouble.of(0.031) : OptionalDouble.empty(),
        OptionalDouble.of(83));
  }

  static EpochRow row(RunOutline run, int epoch) {
    return new EpochRow(
        run,
        epoch,
        0.18489,
        run.metric().map(name -> evaluation(0.04134, 0.9579)),
        0.3121,
        0.1234,
        run.canDie() ? OptionalDouble.of(0.031) : OptionalDouble.empty(),
        12196,
        62,
        55);
  }
}

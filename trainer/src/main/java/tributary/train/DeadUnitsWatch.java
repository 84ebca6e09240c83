package tributary.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tributary.train.UnitsReport.DeadUnits;

/**
 * Raises {@link Alarm.Kind#DEAD_UNITS} when a layer's share of dead units reaches the threshold,
 * and names the worst one: where one layer dies others do, and a deep network would have an alarm
 * for each.
 */
final class DeadUnitsWatch implements TrainingListener {
  /** Cleared below this part of the threshold, so that a share on the edge is told once. */
  private static final double CLEAR = 0.8;

  private final double threshold;
  private final boolean byEpoch;
  private final AlarmSwitch alarm;

  DeadUnitsWatch(HealthPlan plan, TrainingListener tell) {
    this.threshold = plan.alarms().deadShare();
    this.byEpoch = plan.windowSteps() == 0;
    this.alarm = new AlarmSwitch(Alarm.Kind.DEAD_UNITS, Optional.empty(), tell);
  }

  @Override
  public void onUnits(UnitsReport report) {
    Optional<DeadUnits> worst =
        report.layers().stream().max(Comparator.comparingDouble(DeadUnits::share));
    if (worst.isEmpty()) {
      return;
    }
    DeadUnits layer = worst.get();
    double share = layer.share();
    if (share >= threshold) {
      Optional<String> name = Optional.of(layer.layer());
      alarm.raise(report.step(), report.epoch(), name, share, raised(report, layer));
    } else if (share < CLEAR * threshold) {
      alarm.clear(
          report.step(),
          report.epoch(),
          share,
          "no layer has more than " + Words.percent(share) + " of its units dead now");
    }
  }

  private String raised(UnitsReport report, DeadUnits worst) {
    String window =
        byEpoch ? "epoch " + (report.epoch() + 1) : "the last " + report.steps() + " steps";
    return Words.percent(worst.share())
        + " of the "
        + worst.units()
        + " relu units of "
        + worst.layer()
        + " were active for no example of "
        + window
        + " and learn nothing"
        + others(report.layers(), worst)
        + "; set skip = true or activation = leakyRelu (network.layers), or lower"
        + " training.learningRate";
  }

  private String others(List<DeadUnits> layers, DeadUnits worst) {
    long count = layers.stream().filter(l -> !l.equals(worst) && l.share() >= threshold).count();
    return count == 0
        ? ""
        : ", and "
            + count
            + (count == 1 ? " more layer has " : " more layers have ")
            + Words.percent(threshold)
            + " or more dead";
  }
}

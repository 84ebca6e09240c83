package tributary.train;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tributary.train.UnitsReport.DeadUnits;

/** Raises {@link Alarm.Kind#DEAD_UNITS} for each layer, window by window. */
final class DeadUnitsWatch implements TrainingListener {
  /** Cleared below this part of the threshold, so that a share on the edge is told once. */
  private static final double CLEAR = 0.8;

  private final double threshold;
  private final boolean byEpoch;
  private final Map<String, AlarmSwitch> alarms = new HashMap<>();
  private final TrainingListener tell;

  DeadUnitsWatch(HealthPlan plan, TrainingListener tell) {
    this.threshold = plan.alarms().deadShare();
    this.byEpoch = plan.windowSteps() == 0;
    this.tell = tell;
  }

  @Override
  public void onUnits(UnitsReport report) {
    for (DeadUnits layer : report.layers()) {
      AlarmSwitch alarm =
          alarms.computeIfAbsent(
              layer.layer(),
              name -> new AlarmSwitch(Alarm.Kind.DEAD_UNITS, Optional.of(name), tell));
      double share = layer.share();
      if (share >= threshold) {
        alarm.raise(report.step(), report.epoch(), share, raised(report, layer));
      } else if (share < CLEAR * threshold) {
        alarm.clear(
            report.step(),
            report.epoch(),
            share,
            layer.layer() + ": only " + Words.percent(share) + " of its units are dead now");
      }
    }
  }

  private String raised(UnitsReport report, DeadUnits layer) {
    String window =
        byEpoch ? "epoch " + (report.epoch() + 1) : "the last " + report.steps() + " steps";
    return layer.layer()
        + ": "
        + Words.percent(layer.share())
        + " of its "
        + layer.units()
        + " relu units were active for no example of "
        + window
        + " and learn nothing; set skip = true or activation = leakyRelu on it (network.layers), or"
        + " lower training.learningRate";
  }
}

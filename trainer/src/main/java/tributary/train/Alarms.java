package tributary.train;

import java.util.ArrayList;
import java.util.List;

/** Everything that watches for alarms, behind the listeners that are told of them. */
final class Alarms {
  private Alarms() {}

  /** {@code listeners}, and with a plan watches that tell them what they notice. */
  static TrainingListener watching(TrainingParts parts, TrainingListener listeners) {
    if (parts.health().isEmpty()) {
      return listeners;
    }
    HealthPlan plan = parts.health().get();
    List<TrainingListener> all = new ArrayList<>();
    // First, so that a step is told before what was noticed in it.
    all.add(listeners);
    all.add(new DeadUnitsWatch(plan, listeners));
    all.add(new VanishingWatch(plan, listeners));
    all.add(new ExplodingWatch(plan.alarms(), listeners));
    all.add(new ClippingWatch(plan.alarms(), listeners));
    all.add(new PlateauWatch(plan.alarms(), listeners));
    all.add(new SpikeWatch(plan.alarms(), listeners));
    all.add(new DivergenceWatch(listeners));
    return new Listeners(all);
  }
}

package tributary.train;

import java.util.List;
import tributary.nn.Network;
import tributary.nn.ParameterLayout.LayerRange;
import tributary.nn.UnitLayer;

/**
 * Which layers a {@link TrainingLoop} reports the health of.
 *
 * @param layers those that have weights
 * @param units those that have units, as the sources of gradients see them
 * @param windowSteps over how many steps a unit must never be active to count as dead; 0 for an
 *     epoch
 * @param histogramEverySteps steps from one histogram of each layer to the next; 0 for none
 * @param alarms when to raise them
 */
public record HealthPlan(
    List<LayerRange> layers,
    List<UnitLayer> units,
    long windowSteps,
    long histogramEverySteps,
    AlarmConfig alarms) {
  /**
   * @throws IllegalArgumentException if {@code windowSteps} or {@code histogramEverySteps} is
   *     negative
   */
  public HealthPlan {
    layers = List.copyOf(layers);
    units = List.copyOf(units);
    if (windowSteps < 0) {
      throw new IllegalArgumentException(
          "health: windowSteps is " + windowSteps + "; it must be at least 1, or 0 for an epoch");
    }
    if (histogramEverySteps < 0) {
      throw new IllegalArgumentException(
          "health: histogramEverySteps is "
              + histogramEverySteps
              + "; it must be at least 1, or 0 for none");
    }
  }

  /** Without histograms and with the usual alarms. */
  public static HealthPlan of(Network network, long windowSteps) {
    return new HealthPlan(
        network.layout().layers(), network.unitLayers(), windowSteps, 0, AlarmConfig.DEFAULT);
  }

  public HealthPlan withHistogramsEvery(long steps) {
    return new HealthPlan(layers, units, windowSteps, steps, alarms);
  }

  public HealthPlan withAlarms(AlarmConfig config) {
    return new HealthPlan(layers, units, windowSteps, histogramEverySteps, config);
  }
}

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
 */
public record HealthPlan(List<LayerRange> layers, List<UnitLayer> units, long windowSteps) {
  /**
   * @throws IllegalArgumentException if {@code windowSteps} is negative
   */
  public HealthPlan {
    layers = List.copyOf(layers);
    units = List.copyOf(units);
    if (windowSteps < 0) {
      throw new IllegalArgumentException(
          "health: windowSteps is " + windowSteps + "; it must be at least 1, or 0 for an epoch");
    }
  }

  public static HealthPlan of(Network network, long windowSteps) {
    return new HealthPlan(network.layout().layers(), network.unitLayers(), windowSteps);
  }
}

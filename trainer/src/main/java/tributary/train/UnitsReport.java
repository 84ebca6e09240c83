package tributary.train;

import java.util.List;

/**
 * Which units of the network did anything at all during one window of steps, over every example of
 * it.
 *
 * @param step the last of the window, from 0
 * @param epoch the epoch of that step
 * @param steps how many the window had
 * @param layers those whose units can die; may be none
 */
public record UnitsReport(long step, int epoch, long steps, List<DeadUnits> layers) {
  public UnitsReport {
    layers = List.copyOf(layers);
  }

  /**
   * The units of one layer.
   *
   * @param dead those that were never active, for none of the examples
   */
  public record DeadUnits(String layer, int units, int dead) {
    public double share() {
      return (double) dead / units;
    }
  }

  /** Dead units as a share of all that can die; 0 where none can. */
  public double deadShare() {
    long units = layers.stream().mapToLong(DeadUnits::units).sum();
    long dead = layers.stream().mapToLong(DeadUnits::dead).sum();
    return units == 0 ? 0 : (double) dead / units;
  }
}

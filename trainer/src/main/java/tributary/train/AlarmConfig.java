package tributary.train;

/**
 * When {@link Alarm}s are raised.
 *
 * @param deadShare the share of a layer's units that are dead
 * @param vanishingRatio gradient RMS of the first layers over that of the last, below which it
 *     vanishes
 * @param explodingFactor the gradient norm over the usual one, above which it explodes
 * @param clipRate the share of steps with a clipped gradient
 * @param plateauSteps over how many steps the loss must have fallen against as many before
 * @param spikeSigmas how many standard deviations above the mean of the last steps a loss is a
 *     spike
 */
public record AlarmConfig(
    double deadShare,
    double vanishingRatio,
    double explodingFactor,
    double clipRate,
    long plateauSteps,
    double spikeSigmas) {
  public static final AlarmConfig DEFAULT = new AlarmConfig(0.5, 1e-3, 10, 0.95, 500, 6);

  /**
   * @throws IllegalArgumentException if a share or the ratio is not above 0 and at most 1, the
   *     factor or {@code spikeSigmas} is not above 1, or {@code plateauSteps} is below 10
   */
  public AlarmConfig {
    requireShare("deadShare", deadShare);
    requireShare("vanishingRatio", vanishingRatio);
    requireShare("clipRate", clipRate);
    requireAboveOne("explodingFactor", explodingFactor);
    requireAboveOne("spikeSigmas", spikeSigmas);
    if (plateauSteps < 10) {
      throw new IllegalArgumentException(
          "alarms: plateauSteps is " + plateauSteps + "; it must be at least 10");
    }
  }

  private static void requireAboveOne(String name, double value) {
    if (!(value > 1 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "alarms: " + name + " is " + value + "; it must be finite and above 1");
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value > 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "alarms: " + name + " is " + value + "; it must be above 0 and at most 1");
    }
  }
}

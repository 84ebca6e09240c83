package tributary.train;

import java.util.Optional;

/**
 * How a layer was in one step.
 *
 * @param layer as the parameter layout names it
 * @param weights how many it has
 * @param gradientNorm ‖∇‖₂ of its part of the mean gradient, before any clipping
 * @param weightNorm ‖w‖₂ after the step
 * @param updateNorm ‖u‖₂ of what the step added to its weights
 * @param activation of layers that have units, at steps where it was measured
 */
public record LayerHealth(
    String layer,
    int weights,
    double gradientNorm,
    double weightNorm,
    double updateNorm,
    Optional<Activation> activation) {
  /**
   * What the layer's units gave, over the step's examples and the units.
   *
   * @param mean of y
   * @param deviation of y, the standard one
   * @param zeroShare the share of f(z) that is exactly 0
   */
  public record Activation(double mean, double deviation, double zeroShare) {}

  /** The root mean square of the gradient's elements, ‖∇‖₂ / √n. */
  public double gradientRms() {
    return gradientNorm / Math.sqrt(weights);
  }

  /** ‖u‖₂ / ‖w‖₂; healthy networks learn at about a thousandth. NaN where both are 0. */
  public double updateRatio() {
    return updateNorm / weightNorm;
  }
}

package tributary.train;

import java.util.List;

/**
 * One step, done.
 *
 * @param loss the mean over the step's examples, at the weights before the step
 * @param gradientNorm ‖∇‖₂ of the mean gradient, before any clipping
 * @param clippedNorm the same after clipping; equal where nothing was cut
 * @param clipped whether the gradient was cut down
 * @param examples rows that the step used
 * @param nanos from asking for the gradient to having the new weights
 * @param layers how each layer that has weights was, in their order; empty where the step was not
 *     measured
 */
public record StepReport(
    StepId step,
    double loss,
    double gradientNorm,
    double clippedNorm,
    boolean clipped,
    double learningRate,
    long examples,
    long nanos,
    List<LayerHealth> layers) {
  public StepReport {
    layers = List.copyOf(layers);
  }
}

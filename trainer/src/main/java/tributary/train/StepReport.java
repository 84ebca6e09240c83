package tributary.train;

/**
 * One step, done.
 *
 * @param loss the mean over the step's examples, at the weights before the step
 * @param gradientNorm ‖∇‖₂ of the mean gradient, before any clipping
 * @param clipped whether the gradient was cut down
 * @param examples rows that the step used
 * @param nanos from asking for the gradient to having the new weights
 */
public record StepReport(
    StepId step,
    double loss,
    double gradientNorm,
    boolean clipped,
    double learningRate,
    long examples,
    long nanos) {}

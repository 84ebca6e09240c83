package tributary.optim;

/**
 * What one step did.
 *
 * @param step its number, from 0
 * @param gradientNorm ‖∇‖₂ of the mean gradient as it came, before any clipping
 * @param clippedNorm the same after clipping; equal where nothing was cut
 * @param clipped whether a transform cut the gradient down
 * @param learningRate the rate that the update was scaled by
 */
public record UpdateReport(
    long step, double gradientNorm, double clippedNorm, boolean clipped, double learningRate) {}

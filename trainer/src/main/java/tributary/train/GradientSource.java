package tributary.train;

/**
 * Answers one question: what is the gradient of this step at these weights?
 *
 * <p>Every source gives the same bits for the same table, seed and number of shards, wherever it
 * computes. It keeps nothing that a later answer depends on: asked again, it answers the same.
 */
public interface GradientSource extends AutoCloseable {
  /**
   * The sums over all examples of the step. {@code weights} are only read, and only until this
   * returns; the result belongs to the caller.
   *
   * @param timer told where the time went
   */
  GradientSum gradient(StepId step, float[] weights, StepTimer timer);

  @Override
  void close();
}

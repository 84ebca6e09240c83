package tributary.train;

import java.util.Optional;

/**
 * Answers one question: what is the gradient of this step at these weights?
 *
 * <p>Every source gives the same bits for the same table, seed and number of shards, wherever it
 * computes. It keeps nothing that a later answer depends on: asked again, it answers the same.
 */
public interface GradientSource extends AutoCloseable {
  /**
   * The sums over all examples of the step. {@code weights} are only read, and only until this
   * returns; the result belongs to the caller until it asks again, when a source may write its
   * array anew.
   *
   * @param timer told where the time went
   */
  GradientSum gradient(StepId step, float[] weights, StepTimer timer);

  /**
   * Where the step, whose gradient at these weights came out not finite, first met such a value;
   * empty where no shard alone has one, or the source cannot say. Computes the step anew, and
   * slowly.
   */
  default Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
    return Optional.empty();
  }

  /**
   * Lets go of what is held only for the next step, such as slots of a cluster: others are about to
   * work. The next question takes it again.
   */
  default void pause() {}

  @Override
  void close();
}

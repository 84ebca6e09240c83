package tributary.optim;

import java.util.List;

/**
 * One link of an {@link Optimizer}: rewrites the update in place.
 *
 * <p>A transform is an immutable value. What it must remember from step to step lies in the slots
 * it names, each as long as the weights and zero at the start, so that {@link OptimizerState} is
 * the whole of what a checkpoint has to keep. Given the same update, weights and state it writes
 * the same bits. {@code toString} says what it does, with its numbers, for the run's log.
 */
public interface GradientTransform {
  /** The names of the arrays it keeps; no other transform of a chain may use them. */
  default List<String> slots() {
    return List.of();
  }

  /** What a transform does in one step, element by element. */
  @FunctionalInterface
  interface Pass {
    /**
     * Rewrites elements {@code from … to − 1} of the update and of the transform's own slots, and
     * touches no others: the parts may be done in any order and on several threads.
     */
    void apply(int from, int to);
  }

  /**
   * Whether {@link #begin} looks at the values, so that all that stands before it in the chain must
   * be done by then.
   */
  default boolean looksAtValues() {
    return false;
  }

  /**
   * Gets ready for one step: settles all that does not differ from element to element. The pass
   * rewrites {@code update.values()}, and its own slots; it only reads {@code update.weights()}.
   *
   * <p>Expects finite values, as {@link Optimizer#step} makes sure of.
   */
  Pass begin(Update update);

  /** The whole of it, alone and at once. */
  default void apply(Update update) {
    begin(update).apply(0, update.values().length);
  }
}

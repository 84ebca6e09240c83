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

  /**
   * Rewrites {@code update.values()}, and its own slots; only reads {@code update.weights()}.
   *
   * <p>Expects finite values, as {@link Optimizer#step} makes sure of.
   */
  void apply(Update update);
}

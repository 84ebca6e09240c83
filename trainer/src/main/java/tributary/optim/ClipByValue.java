package tributary.optim;

import tributary.linalg.Blocks;

/**
 * Cuts each element to [−maxValue, maxValue].
 *
 * <p>u ← max(−maxValue, min(maxValue, u)), the bound rounded to float. Unlike the clip by global
 * norm this turns the update's direction; it tames single wild elements. Expects the mean gradient,
 * before momentum.
 */
public record ClipByValue(double maxValue) implements GradientTransform {
  /**
   * @throws IllegalArgumentException if {@code maxValue} is not positive and finite as a float
   */
  public ClipByValue {
    float bound = (float) maxValue;
    if (!(bound > 0 && bound < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "clip by value: the bound is "
              + maxValue
              + "; it must be a positive, finite float (leave the clip out for none)");
    }
  }

  @Override
  public boolean looksAtValues() {
    return true;
  }

  /** Cuts at once, for the norm of what is left. */
  @Override
  public Pass begin(Update update) {
    float[] u = update.values();
    float bound = (float) maxValue;
    double blocksBeyond = Blocks.sum(u.length, (from, to) -> isBeyond(bound, u, from, to) ? 1 : 0);
    if (blocksBeyond > 0) {
      Blocks.run(u.length, (from, to) -> cut(bound, u, from, to));
      update.changed();
      update.markClipped(update.norm());
    }
    return (from, to) -> {};
  }

  private static boolean isBeyond(float bound, float[] u, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Math.abs(u[i]) > bound) {
        return true;
      }
    }
    return false;
  }

  private static void cut(float bound, float[] u, int from, int to) {
    for (int i = from; i < to; i++) {
      u[i] = Math.max(-bound, Math.min(bound, u[i]));
    }
  }

  @Override
  public String toString() {
    return "clip values to +-" + maxValue;
  }
}

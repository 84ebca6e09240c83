package tributary.optim;

import tributary.linalg.Floats;

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
  public void apply(Update update) {
    float[] u = update.values();
    float bound = (float) maxValue;
    int first = firstBeyond(bound, u);
    if (first < u.length) {
      for (int i = first; i < u.length; i++) {
        u[i] = Math.max(-bound, Math.min(bound, u[i]));
      }
      update.markClipped(Math.sqrt(Floats.sumOfSquares(u)));
    }
  }

  private static int firstBeyond(float bound, float[] u) {
    int i = 0;
    while (i < u.length && !(Math.abs(u[i]) > bound)) {
      i++;
    }
    return i;
  }

  @Override
  public String toString() {
    return "clip values to +-" + maxValue;
  }
}

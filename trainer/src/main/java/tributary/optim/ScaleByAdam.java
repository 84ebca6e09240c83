package tributary.optim;

import java.util.List;

/**
 * Divides a running mean of the gradient by the root of a running mean of its square, element by
 * element, so that every weight moves at about the same pace.
 *
 * <pre>
 *   m ← β₁·m + (1 − β₁)·u          v ← β₂·v + (1 − β₂)·u²
 *   u ← m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)        t = 1 in the first step
 * </pre>
 *
 * <p>The divisions by 1 − βᵗ undo the pull of the zeros that m and v begin with. As in torch, ε is
 * outside the root. v stops at the largest float instead of overflowing (elements beyond 1.8e19),
 * since an infinite v would stay so and hold its weight still for ever. The slots are {@code
 * adam.m} and {@code adam.v}.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma, Ba 2015, algorithm 1</a>
 */
public record ScaleByAdam(double beta1, double beta2, double epsilon) implements GradientTransform {
  static final String MEAN = "adam.m";
  static final String MEAN_SQUARE = "adam.v";

  /**
   * @throws IllegalArgumentException if a beta is not in [0, 1), or {@code epsilon} is not positive
   *     and finite as a float
   */
  public ScaleByAdam {
    checkBeta("beta1", beta1);
    checkBeta("beta2", beta2);
    if (!((float) epsilon > 0 && (float) epsilon < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "adam: epsilon is "
              + epsilon
              + "; it must be a positive, finite float (1e-8 is usual), or 0/0 can arise");
    }
  }

  private static void checkBeta(String name, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new IllegalArgumentException(
          "adam: " + name + " is " + beta + "; it must be in [0, 1)");
    }
  }

  @Override
  public List<String> slots() {
    return List.of(MEAN, MEAN_SQUARE);
  }

  @Override
  public Pass begin(Update update) {
    float[] u = update.values();
    float[] m = update.slot(MEAN);
    float[] v = update.slot(MEAN_SQUARE);
    double t = update.step() + 1.0;
    // StrictMath, because these two factors touch every weight and must not depend on the machine.
    float meanCorrection = (float) (1 / (1 - StrictMath.pow(beta1, t)));
    float rootCorrection = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, t)));
    float keepMean = (float) beta1;
    float addMean = (float) (1 - beta1);
    float keepSquare = (float) beta2;
    float addSquare = (float) (1 - beta2);
    float eps = (float) epsilon;
    return (from, to) -> {
      for (int i = from; i < to; i++) {
        float g = u[i];
        float mean = keepMean * m[i] + addMean * g;
        float square = Math.min(Float.MAX_VALUE, keepSquare * v[i] + addSquare * g * g);
        m[i] = mean;
        v[i] = square;
        u[i] = meanCorrection * mean / (rootCorrection * (float) Math.sqrt(square) + eps);
      }
    };
  }

  @Override
  public String toString() {
    return "Adam (beta1 " + beta1 + ", beta2 " + beta2 + ", epsilon " + epsilon + ")";
  }
}

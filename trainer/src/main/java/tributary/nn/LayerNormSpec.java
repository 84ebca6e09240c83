package tributary.nn;

/**
 * Layer normalisation (Ba et al. 2016): y = γ ⊙ (x − mean) / √(variance + epsilon) + β, both over
 * one example's values.
 */
public record LayerNormSpec(double epsilon) implements LayerSpec {
  public static final double DEFAULT_EPSILON = 1e-5;

  /**
   * @throws IllegalArgumentException if {@code epsilon} is not positive and finite
   */
  public LayerNormSpec {
    if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "layer normalisation: epsilon is " + epsilon + "; it must be positive");
    }
  }

  @Override
  public int outputSize(int inputs) {
    return inputs;
  }
}

package tributary.nn;

/**
 * Dropout (Srivastava et al. 2014), inverted: in training each value is zeroed with probability
 * {@code rate} and the others are divided by 1 − rate; otherwise the layer does nothing.
 *
 * <p>The mask is a pure function of (seed, step, table row, layer, unit), so it does not depend on
 * how the data is spread.
 */
public record DropoutSpec(double rate) implements LayerSpec {
  /**
   * @throws IllegalArgumentException if {@code rate} is not in [0, 1)
   */
  public DropoutSpec {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("dropout: rate is " + rate + "; it must be in [0, 1)");
    }
  }

  @Override
  public int outputSize(int inputs) {
    return inputs;
  }
}

package tributary.nn;

/**
 * A fully connected layer: y = f(W·x + b), W of units × inputs; with {@code skip}, y = z + f(z)
 * where z = W·x + b, so that a unit whose f is flat still passes its gradient.
 */
public record DenseSpec(int units, Activation activation, boolean skip, Initializer initializer)
    implements LayerSpec {
  /**
   * @throws IllegalArgumentException if {@code units} is not positive
   */
  public DenseSpec {
    if (units < 1) {
      throw new IllegalArgumentException(
          "dense layer: units is " + units + "; it must be at least 1");
    }
  }

  public DenseSpec(int units, Activation activation) {
    this(units, activation, false, Initializer.AUTO);
  }

  @Override
  public int outputSize(int inputs) {
    return units;
  }
}

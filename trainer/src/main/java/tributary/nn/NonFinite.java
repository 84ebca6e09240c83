package tributary.nn;

/**
 * Where in a network a value first was NaN or infinite.
 *
 * @param layer as {@link ParameterLayout} names it; "input" for an input, "loss" for the loss
 */
public record NonFinite(String layer, Kind kind) {
  public enum Kind {
    /** What was fed in. */
    INPUT,
    /** An output of the layer, on the way forward. */
    ACTIVATION,
    /** The loss, of logits that are all finite. */
    LOSS,
    /** ∂loss/∂weights of the layer, on the way back. */
    GRADIENT
  }

  /** Such as {@code the activation of layers.2}. */
  public String describe() {
    return switch (kind) {
      case INPUT -> "the input";
      case LOSS -> "the loss";
      case ACTIVATION -> "the activation of " + layer;
      case GRADIENT -> "the gradient of " + layer;
    };
  }
}

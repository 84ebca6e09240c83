package tributary.nn;

/** The seven activations. */
public enum Activation {
  IDENTITY,
  RELU,
  LEAKY_RELU,
  TANH,
  SIGMOID,
  GELU,
  SILU
}

package tributary.nn;

/** How the weight matrix of a dense layer is drawn before training; biases start at zero. */
public enum Initializer {
  /** {@link #HE} under the ReLU family, {@link #GLOROT} under everything else. */
  AUTO,
  /** Normal, variance 2 / fan-in (He et al. 2015). */
  HE,
  /** Uniform in ±√(6 / (fan-in + fan-out)) (Glorot, Bengio 2010). */
  GLOROT,
  /** Normal, variance 1 / fan-in (LeCun et al. 1998). */
  LECUN,
  /** All zero; only sensible for an output layer. */
  ZERO
}

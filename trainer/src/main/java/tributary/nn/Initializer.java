package tributary.nn;

import java.util.Arrays;
import tributary.data.RandomStream;

/** How the weight matrix of a dense layer is drawn before training; biases start at zero. */
public enum Initializer {
  /**
   * {@link #HE} under ReLU, leaky ReLU, GELU and SiLU, which halve the variance; {@link #GLOROT}
   * under everything else.
   */
  AUTO {
    @Override
    void fill(float[] w, int offset, int units, int inputs, Activation under, RandomStream random) {
      Initializer suited =
          switch (under) {
            case RELU, LEAKY_RELU, GELU, SILU -> HE;
            case IDENTITY, TANH, SIGMOID -> GLOROT;
          };
      suited.fill(w, offset, units, inputs, under, random);
    }
  },

  /** Normal, variance 2 / fan-in (He et al. 2015). */
  HE {
    @Override
    void fill(float[] w, int offset, int units, int inputs, Activation under, RandomStream random) {
      normal(w, offset, units * inputs, StrictMath.sqrt(2.0 / inputs), random);
    }
  },

  /** Uniform in ±√(6 / (fan-in + fan-out)) (Glorot, Bengio 2010). */
  GLOROT {
    @Override
    void fill(float[] w, int offset, int units, int inputs, Activation under, RandomStream random) {
      double bound = StrictMath.sqrt(6.0 / ((double) inputs + units));
      for (int i = 0; i < units * inputs; i++) {
        w[offset + i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
  },

  /** Normal, variance 1 / fan-in (LeCun et al. 1998). */
  LECUN {
    @Override
    void fill(float[] w, int offset, int units, int inputs, Activation under, RandomStream random) {
      normal(w, offset, units * inputs, StrictMath.sqrt(1.0 / inputs), random);
    }
  },

  /** All zero; only sensible for an output layer. */
  ZERO {
    @Override
    void fill(float[] w, int offset, int units, int inputs, Activation under, RandomStream random) {
      Arrays.fill(w, offset, offset + units * inputs, 0f);
    }
  };

  /**
   * Writes a units × inputs matrix at {@code w[offset …]} for a layer whose activation is {@code
   * under}, row by row from {@code random}.
   */
  abstract void fill(
      float[] w, int offset, int units, int inputs, Activation under, RandomStream random);

  private static void normal(
      float[] w, int offset, int length, double deviation, RandomStream random) {
    for (int i = 0; i < length; i++) {
      w[offset + i] = (float) (deviation * random.nextGaussian());
    }
  }
}

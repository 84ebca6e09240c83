package tributary.nn;

import java.util.Arrays;
import tributary.data.RandomStream;

/** How the weight matrix of a dense layer is drawn before training; biases start at zero. */
public enum Initializer {
  /**
   * {@link #HE} under ReLU, leaky ReLU, GELU and SiLU, which halve the variance; {@link #GLOROT}
   * under everything else.
   *
   * <p>With a skip around the activation normal, variance 1 / (g · fan-in) where g = E[(z + f(z))²]
   * over normal z: what comes out of the layer is as large as what goes in. He's variance would let
   * it grow by √5 a layer under ReLU, beyond all floats in a deep network.
   */
  AUTO {
    @Override
    void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random) {
      if (dense.skip()) {
        normal(
            w,
            offset,
            dense.units() * inputs,
            StrictMath.sqrt(1 / (skipGain(dense.activation()) * inputs)),
            random);
        return;
      }
      Initializer suited =
          switch (dense.activation()) {
            case RELU, LEAKY_RELU, GELU, SILU -> HE;
            case IDENTITY, TANH, SIGMOID -> GLOROT;
          };
      suited.fill(w, offset, dense, inputs, random);
    }
  },

  /** Normal, variance 2 / fan-in (He et al. 2015). */
  HE {
    @Override
    void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random) {
      normal(w, offset, dense.units() * inputs, StrictMath.sqrt(2.0 / inputs), random);
    }
  },

  /** Uniform in ±√(6 / (fan-in + fan-out)) (Glorot, Bengio 2010). */
  GLOROT {
    @Override
    void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random) {
      double bound = StrictMath.sqrt(6.0 / ((double) inputs + dense.units()));
      for (int i = 0; i < dense.units() * inputs; i++) {
        w[offset + i] = (float) (bound * (2 * random.nextDouble() - 1));
      }
    }
  },

  /** Normal, variance 1 / fan-in (LeCun et al. 1998). */
  LECUN {
    @Override
    void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random) {
      normal(w, offset, dense.units() * inputs, StrictMath.sqrt(1.0 / inputs), random);
    }
  },

  /** All zero; only sensible for an output layer. */
  ZERO {
    @Override
    void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random) {
      Arrays.fill(w, offset, offset + dense.units() * inputs, 0f);
    }
  };

  /**
   * Writes the units × inputs matrix of a layer at {@code w[offset …]}, row by row from {@code
   * random}.
   */
  abstract void fill(float[] w, int offset, DenseSpec dense, int inputs, RandomStream random);

  /** E[(z + f(z))²] over normal z, as quadrature gives it. */
  private static double skipGain(Activation f) {
    return switch (f) {
      case IDENTITY -> 4;
      case RELU -> 2.5;
      case LEAKY_RELU -> 2.51005;
      case TANH -> 2.6057;
      case SIGMOID -> 1.7066;
      case GELU -> 2.4252;
      case SILU -> 2.3558;
    };
  }

  private static void normal(
      float[] w, int offset, int length, double deviation, RandomStream random) {
    for (int i = 0; i < length; i++) {
      w[offset + i] = (float) (deviation * random.nextGaussian());
    }
  }
}

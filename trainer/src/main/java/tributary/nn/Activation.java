package tributary.nn;

/**
 * The seven activations y = f(z), with their derivatives.
 *
 * <p>Each is a pair of flat loops over the first n elements, without calls through an object and,
 * in the ReLU family, without branches: a random sign would be mispredicted every other time.
 */
public enum Activation {
  /** f(z) = z. */
  IDENTITY(false) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      if (y != z) {
        System.arraycopy(z, 0, y, 0, n);
      }
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      if (skip != 0) {
        for (int i = 0; i < n; i++) {
          dy[i] *= 1 + skip;
        }
      }
    }
  },

  /** f(z) = max(z, 0); the derivative at 0 is 0. */
  RELU(false) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(z[i], 0f);
      }
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        dy[i] *= Math.min(1f, y[i] * STEEP) + skip;
      }
    }
  },

  /** f(z) = z where z &gt; 0, else 0.01·z (Maas et al. 2013); the derivative at 0 is 0.01. */
  LEAKY_RELU(false) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(z[i], LEAK * z[i]);
      }
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        float positive = Math.min(1f, Math.max(0f, y[i] * STEEP));
        dy[i] *= LEAK + (1 - LEAK) * positive + skip;
      }
    }
  },

  /** f(z) = tanh z, f' = 1 − y². */
  TANH(false) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::tanh, z, y, n, scratch);
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        dy[i] *= 1 - y[i] * y[i] + skip;
      }
    }
  },

  /** f(z) = σ(z) = 1 / (1 + e^−z), f' = y·(1 − y). */
  SIGMOID(false) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::sigmoid, z, y, n, scratch);
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      for (int i = 0; i < n; i++) {
        dy[i] *= y[i] * (1 - y[i]) + skip;
      }
    }
  },

  /** f(z) = z·Φ(z), Φ exact, not the tanh approximation (Hendrycks, Gimpel 2016). */
  GELU(true) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::gelu, z, y, n, scratch);
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::geluSlope, z, z, n, scratch);
      for (int i = 0; i < n; i++) {
        dy[i] *= z[i] + skip;
      }
    }
  },

  /** f(z) = z·σ(z), f' = σ(z) + z·σ(z)·(1 − σ(z)) (Elfwing et al. 2018). */
  SILU(true) {
    @Override
    void forward(float[] z, float[] y, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::silu, z, y, n, scratch);
    }

    @Override
    void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch) {
      SmoothFunctions.map(SmoothFunctions::siluSlope, z, z, n, scratch);
      for (int i = 0; i < n; i++) {
        dy[i] *= z[i] + skip;
      }
    }
  };

  /** The slope of the leaky ReLU where z is not positive. */
  public static final float LEAK = 0.01f;

  // min(1, y·STEEP) is 1 for every normal float y > 0 and 0 at 0: the step function, as SIMD.
  private static final float STEEP = 0x1p127f;

  private final boolean readsInput;

  Activation(boolean readsInput) {
    this.readsInput = readsInput;
  }

  /** Whether {@link #backward} reads z, so that z must outlive the forward pass. */
  boolean readsInput() {
    return readsInput;
  }

  /**
   * Y ← f(Z), n elements; {@code y} may be {@code z}. {@code scratch} is {@link
   * SmoothFunctions#SCRATCH} long and holds anything afterwards.
   */
  abstract void forward(float[] z, float[] y, int n, double[] scratch);

  /**
   * dY ← dY ⊙ (f'(Z) + skip), n elements, in place; {@code y} is f(z). {@code skip} is 1 where the
   * layer gives z + f(z) and 0 elsewhere. {@code z} is used up if {@link #readsInput} (it then
   * holds anything), and not looked at otherwise.
   */
  abstract void backward(float[] z, float[] y, float[] dy, float skip, int n, double[] scratch);
}

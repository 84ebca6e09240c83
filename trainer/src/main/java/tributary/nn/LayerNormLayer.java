package tributary.nn;

import tributary.linalg.Gemm;

/**
 * Layer normalisation: x̂ = (x − mean) / √(variance + ε) over the I values of each row, Y = γ ⊙ x̂
 * + β. Mean and variance are summed in double.
 */
final class LayerNormLayer implements Layer {
  private final int inputs;
  private final double epsilon;
  private final int gamma;
  private final int beta;
  private final int normalisedBuffer;
  private final int inverseDeviationBuffer;
  private final int productBuffer;
  private final Gemm gemm;

  /**
   * @param gamma where γ begins in the weights
   * @param beta where β begins in the weights
   */
  LayerNormLayer(
      LayerNormSpec spec, int inputs, int gamma, int beta, WorkspacePlan plan, Gemm gemm) {
    this.inputs = inputs;
    this.epsilon = spec.epsilon();
    this.gamma = gamma;
    this.beta = beta;
    this.normalisedBuffer = plan.reserve(inputs);
    this.inverseDeviationBuffer = plan.reserve(1);
    this.productBuffer = plan.reserve(inputs);
    this.gemm = gemm;
  }

  @Override
  public int outputSize() {
    return inputs;
  }

  @Override
  public void forward(float[] weights, float[] x, int xOffset, float[] y, Workspace ws) {
    float[] normalised = ws.buffer(normalisedBuffer);
    float[] inverseDeviation = ws.buffer(inverseDeviationBuffer);
    for (int r = 0; r < ws.rows(); r++) {
      int row = r * inputs;
      double mean = sum(x, xOffset + row) / inputs;
      double variance = squares(x, xOffset + row, mean) / inputs;
      double inverse = 1 / Math.sqrt(variance + epsilon);
      inverseDeviation[r] = (float) inverse;
      for (int i = 0; i < inputs; i++) {
        normalised[row + i] = (float) ((x[xOffset + row + i] - mean) * inverse);
      }
      for (int i = 0; i < inputs; i++) {
        y[row + i] = weights[gamma + i] * normalised[row + i] + weights[beta + i];
      }
    }
  }

  /** dγ += Σ dY ⊙ x̂, dβ += Σ dY, dX ← (g − mean(g) − x̂·mean(g ⊙ x̂)) / deviation, g = γ ⊙ dY. */
  @Override
  public float[] backward(
      float[] weights,
      float[] x,
      int xOffset,
      float[] y,
      float[] dy,
      float[] gradient,
      Workspace ws) {
    float[] normalised = ws.buffer(normalisedBuffer);
    float[] inverseDeviation = ws.buffer(inverseDeviationBuffer);
    float[] product = ws.buffer(productBuffer);
    for (int i = 0; i < ws.rows() * inputs; i++) {
      product[i] = dy[i] * normalised[i];
    }
    sumRows(product, gradient, gamma, ws);
    sumRows(dy, gradient, beta, ws);
    for (int r = 0; r < ws.rows(); r++) {
      int row = r * inputs;
      for (int i = 0; i < inputs; i++) {
        dy[row + i] *= weights[gamma + i];
      }
      float meanG = (float) (sum(dy, row) / inputs);
      float meanGx = (float) (dot(dy, normalised, row) / inputs);
      float inverse = inverseDeviation[r];
      for (int i = 0; i < inputs; i++) {
        dy[row + i] = inverse * (dy[row + i] - meanG - normalised[row + i] * meanGx);
      }
    }
    return dy;
  }

  /** gradient[at …] += 1ᵀ·D. */
  private void sumRows(float[] d, float[] gradient, int at, Workspace ws) {
    int rows = ws.rows();
    gemm.gemm(
        false, false, 1, inputs, rows, 1f, ws.ones(), 0, rows, d, 0, inputs, ws.beta(), gradient,
        at, inputs);
  }

  // Several partial sums in the loops below: one alone waits for its own last addition every time.

  private double sum(float[] x, int at) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < inputs; i += 4) {
      a += x[at + i];
      b += x[at + i + 1];
      c += x[at + i + 2];
      d += x[at + i + 3];
    }
    for (; i < inputs; i++) {
      a += x[at + i];
    }
    return (a + b) + (c + d);
  }

  private double squares(float[] x, int at, double mean) {
    double a = 0;
    double b = 0;
    int i = 0;
    for (; i + 1 < inputs; i += 2) {
      double u = x[at + i] - mean;
      double v = x[at + i + 1] - mean;
      a += u * u;
      b += v * v;
    }
    if (i < inputs) {
      double u = x[at + i] - mean;
      a += u * u;
    }
    return a + b;
  }

  private double dot(float[] x, float[] y, int at) {
    double a = 0;
    double b = 0;
    int i = 0;
    for (; i + 1 < inputs; i += 2) {
      a += (double) x[at + i] * y[at + i];
      b += (double) x[at + i + 1] * y[at + i + 1];
    }
    if (i < inputs) {
      a += (double) x[at + i] * y[at + i];
    }
    return a + b;
  }
}

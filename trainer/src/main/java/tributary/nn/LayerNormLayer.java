package tributary.nn;

import tributary.linalg.Floats;
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
    System.arraycopy(x, xOffset, normalised, 0, ws.rows() * inputs);
    for (int r = 0; r < ws.rows(); r++) {
      int row = r * inputs;
      centre(normalised, row, Floats.sum(normalised, row, row + inputs) / inputs);
      double variance = Floats.sumOfSquares(normalised, row, row + inputs) / inputs;
      float inverse = (float) (1 / Math.sqrt(variance + epsilon));
      inverseDeviation[r] = inverse;
      Floats.scale(inverse, normalised, row, row + inputs);
      for (int i = 0; i < inputs; i++) {
        y[row + i] = weights[gamma + i] * normalised[row + i] + weights[beta + i];
      }
    }
  }

  /** x ← x − mean, the mean in two parts: x may be far from zero and close to its mean. */
  private void centre(float[] x, int row, double mean) {
    float high = (float) mean;
    float low = (float) (mean - high);
    for (int i = row; i < row + inputs; i++) {
      x[i] = (x[i] - high) - low;
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
      float meanG = (float) (Floats.sum(dy, row, row + inputs) / inputs);
      float meanGx = (float) (Floats.dot(dy, normalised, row, row + inputs) / inputs);
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
}

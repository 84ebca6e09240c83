package tributary.nn;

import tributary.linalg.Gemm;

/**
 * A fully connected layer, Z = X·Wᵀ + 1·bᵀ and Y = f(Z), or Y = Z + f(Z) with the skip around the
 * activation; W is O×I.
 */
final class DenseLayer implements Layer {
  private final int inputs;
  private final int units;
  private final Activation activation;
  private final boolean skip;
  private final int weight;
  private final int bias;
  private final boolean wantsDx;
  private final int place;
  private final int zBuffer;
  private final int fBuffer;
  private final int dxBuffer;
  private final Gemm gemm;

  /**
   * @param weight where W begins in the weights
   * @param bias where b begins in the weights
   * @param wantsDx whether a layer below has weights
   * @param place this layer's place among the layers of units
   */
  DenseLayer(
      DenseSpec spec,
      int inputs,
      int weight,
      int bias,
      boolean wantsDx,
      int place,
      WorkspacePlan plan,
      Gemm gemm) {
    this.inputs = inputs;
    this.units = spec.units();
    this.activation = spec.activation();
    this.skip = spec.skip();
    this.weight = weight;
    this.bias = bias;
    this.wantsDx = wantsDx;
    this.place = place;
    this.zBuffer = skip || activation.readsInput() ? plan.reserve(units) : WorkspacePlan.NONE;
    this.fBuffer = skip ? plan.reserve(units) : WorkspacePlan.NONE;
    this.dxBuffer = wantsDx ? plan.reserve(inputs) : WorkspacePlan.NONE;
    this.gemm = gemm;
  }

  @Override
  public int outputSize() {
    return units;
  }

  @Override
  public void forward(float[] weights, float[] x, int xOffset, float[] y, Workspace ws) {
    int rows = ws.rows();
    float[] z = zBuffer == WorkspacePlan.NONE ? y : ws.buffer(zBuffer);
    // The product is added to the biases already lying there: one pass less over Z.
    for (int r = 0; r < rows; r++) {
      System.arraycopy(weights, bias, z, r * units, units);
    }
    gemm.gemm(
        false, true, rows, units, inputs, 1f, x, xOffset, inputs, weights, weight, inputs, 1f, z, 0,
        units);
    if (!skip) {
      activation.forward(z, y, rows * units, ws.scratch());
      ws.watch(place, units, y, y);
      return;
    }
    float[] f = ws.buffer(fBuffer);
    activation.forward(z, f, rows * units, ws.scratch());
    for (int i = 0; i < rows * units; i++) {
      y[i] = z[i] + f[i];
    }
    ws.watch(place, units, f, y);
  }

  @Override
  public float[] backward(
      float[] weights,
      float[] x,
      int xOffset,
      float[] y,
      float[] dy,
      float[] gradient,
      Workspace ws) {
    int rows = ws.rows();
    float[] z = zBuffer == WorkspacePlan.NONE ? y : ws.buffer(zBuffer);
    float[] f = skip ? ws.buffer(fBuffer) : y;
    activation.backward(z, f, dy, skip ? 1f : 0f, rows * units, ws.scratch());
    float[] dz = dy;
    gemm.gemm(
        true, false, units, inputs, rows, 1f, dz, 0, units, x, xOffset, inputs, ws.beta(), gradient,
        weight, inputs);
    sumRows(dz, gradient, ws);
    if (!wantsDx) {
      return dz;
    }
    float[] dx = ws.buffer(dxBuffer);
    gemm.gemm(
        false, false, rows, inputs, units, 1f, dz, 0, units, weights, weight, inputs, 0f, dx, 0,
        inputs);
    return dx;
  }

  /** db += 1ᵀ·dZ: as a product it is several times as fast as the loop that the JIT makes. */
  private void sumRows(float[] dz, float[] gradient, Workspace ws) {
    int rows = ws.rows();
    gemm.gemm(
        false, false, 1, units, rows, 1f, ws.ones(), 0, rows, dz, 0, units, ws.beta(), gradient,
        bias, units);
  }
}

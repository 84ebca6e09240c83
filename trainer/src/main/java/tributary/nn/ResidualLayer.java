package tributary.nn;

import org.jspecify.annotations.Nullable;
import tributary.linalg.Gemm;

/**
 * A skip connection around a block: Y = X + F(X), or Y = X·Vᵀ + F(X) with a projection V of O×I
 * where the widths differ; F is the body's layers one after the other.
 */
final class ResidualLayer implements Layer {
  /** Where V begins in the weights when there is no V. */
  static final int NO_PROJECTION = -1;

  private final int inputs;
  private final LayerChain body;
  private final int projection;
  private final boolean wantsDx;
  private final int skipBuffer;
  private final Gemm gemm;

  /**
   * @param projection where V begins in the weights, or {@link #NO_PROJECTION}
   * @param wantsDx whether a layer below has weights
   */
  ResidualLayer(
      int inputs, LayerChain body, int projection, boolean wantsDx, WorkspacePlan plan, Gemm gemm) {
    this.inputs = inputs;
    this.body = body;
    this.projection = projection;
    this.wantsDx = wantsDx;
    this.skipBuffer = wantsDx ? plan.reserve(inputs) : WorkspacePlan.NONE;
    this.gemm = gemm;
  }

  @Override
  public int outputSize() {
    return body.outputSize();
  }

  @Override
  public void forward(float[] weights, float[] x, int xOffset, float[] y, Workspace ws) {
    int rows = ws.rows();
    int outputs = outputSize();
    float[] f = body.forward(weights, x, xOffset, ws);
    if (projection == NO_PROJECTION) {
      for (int i = 0; i < rows * outputs; i++) {
        y[i] = x[xOffset + i] + f[i];
      }
      return;
    }
    System.arraycopy(f, 0, y, 0, rows * outputs);
    gemm.gemm(
        false,
        true,
        rows,
        outputs,
        inputs,
        1f,
        x,
        xOffset,
        inputs,
        weights,
        projection,
        inputs,
        1f,
        y,
        0,
        outputs);
  }

  @Override
  public @Nullable String firstNonFiniteWithin(Workspace ws) {
    return body.firstNonFinite(ws);
  }

  /** dV += dYᵀ·X; dX ← dY·V (or dY) + what the body's backward gives. */
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
    int outputs = outputSize();
    if (projection != NO_PROJECTION) {
      gemm.gemm(
          true,
          false,
          outputs,
          inputs,
          rows,
          1f,
          dy,
          0,
          outputs,
          x,
          xOffset,
          inputs,
          ws.beta(),
          gradient,
          projection,
          inputs);
    }
    if (!wantsDx) {
      return body.backward(weights, x, xOffset, dy, gradient, ws);
    }
    // Before the body, which uses dY up.
    float[] dSkip = ws.buffer(skipBuffer);
    if (projection == NO_PROJECTION) {
      System.arraycopy(dy, 0, dSkip, 0, rows * inputs);
    } else {
      gemm.gemm(
          false,
          false,
          rows,
          inputs,
          outputs,
          1f,
          dy,
          0,
          outputs,
          weights,
          projection,
          inputs,
          0f,
          dSkip,
          0,
          inputs);
    }
    float[] dBody = body.backward(weights, x, xOffset, dy, gradient, ws);
    for (int i = 0; i < rows * inputs; i++) {
      dSkip[i] += dBody[i];
    }
    return dSkip;
  }
}

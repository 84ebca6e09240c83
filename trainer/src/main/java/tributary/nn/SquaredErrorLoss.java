package tributary.nn;

import org.jspecify.annotations.Nullable;

/** (1/O) Σ d², d = logit − target; its derivative is (2/O)·d. */
record SquaredErrorLoss(int outputs) implements Loss {
  @Override
  public double example(
      float[] z,
      int zAt,
      float[] t,
      int tAt,
      float weight,
      float @Nullable [] dz,
      int dzAt,
      double[] scratch) {
    float scale = 2 * weight / outputs;
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      float d = z[zAt + o] - t[tAt + o];
      sum += (double) d * d;
      if (dz != null) {
        dz[dzAt + o] = scale * d;
      }
    }
    return sum / outputs;
  }
}

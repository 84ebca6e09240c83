package tributary.nn;

import org.jspecify.annotations.Nullable;

/**
 * (1/O) Σ c·(d − ½c), d = logit − target and c = d clamped to ±delta: ½d² inside, delta·(|d| −
 * ½delta) outside (Huber 1964). The derivative is c/O.
 */
record HuberLoss(int outputs, float delta) implements Loss {
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
    float scale = weight / outputs;
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      float d = z[zAt + o] - t[tAt + o];
      float c = Math.max(-delta, Math.min(delta, d));
      sum += c * (d - 0.5 * c);
      if (dz != null) {
        dz[dzAt + o] = scale * c;
      }
    }
    return sum / outputs;
  }
}

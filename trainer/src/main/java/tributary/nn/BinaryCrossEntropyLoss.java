package tributary.nn;

import org.jspecify.annotations.Nullable;

/**
 * (1/O) Σ max(z, 0) − z·t + log(1 + e^−|z|), which is −t·log σ(z) − (1 − t)·log(1 − σ(z)) without
 * its overflow; the derivative is (σ(z) − t)/O.
 */
record BinaryCrossEntropyLoss(int outputs) implements Loss {
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
    double scale = (double) weight / outputs;
    // In loops of their own: a conversion waits for the one before it, and held every exp up.
    for (int o = 0; o < outputs; o++) {
      scratch[o] = -Math.abs(z[zAt + o]);
    }
    for (int o = 0; o < outputs; o++) {
      scratch[o] = Exponential.exp(scratch[o]);
    }
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      double logit = z[zAt + o];
      double target = t[tAt + o];
      double e = scratch[o];
      sum += Math.max(logit, 0) - logit * target + StrictMath.log1p(e);
      if (dz != null) {
        double sigmoid = (logit < 0 ? e : 1) / (1 + e);
        dz[dzAt + o] = (float) (scale * (sigmoid - target));
      }
    }
    return sum / outputs;
  }
}

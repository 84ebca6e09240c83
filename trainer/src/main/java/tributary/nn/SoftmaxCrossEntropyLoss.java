package tributary.nn;

import org.jspecify.annotations.Nullable;

/**
 * log Σ exp(z) − z[class], the largest logit taken out of the sum first, so that no finite logit
 * over- or underflows into a NaN; the derivative is softmax(z) − onehot(class).
 */
record SoftmaxCrossEntropyLoss(int outputs) implements Loss {
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
    int target = requireClass(t[tAt]);
    float max = z[zAt];
    for (int o = 1; o < outputs; o++) {
      max = Math.max(max, z[zAt + o]);
    }
    // In loops of their own: a conversion waits for the one before it, and held every exp up.
    for (int o = 0; o < outputs; o++) {
      scratch[o] = (double) z[zAt + o] - max;
    }
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      double e = Exponential.exp(scratch[o]);
      scratch[o] = e;
      sum += e;
    }
    if (dz != null) {
      float scale = (float) (weight / sum);
      for (int o = 0; o < outputs; o++) {
        dz[dzAt + o] = (float) scratch[o] * scale;
      }
      dz[dzAt + target] -= weight;
    }
    return StrictMath.log(sum) + ((double) max - z[zAt + target]);
  }

  private int requireClass(float target) {
    int index = (int) target;
    if (index != target || index < 0 || index >= outputs) {
      throw new IllegalArgumentException(
          "softmax cross-entropy: an example's class is "
              + target
              + "; it must be a whole number from 0 to "
              + (outputs - 1));
    }
    return index;
  }
}

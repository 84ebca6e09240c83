package tributary.nn;

import org.jspecify.annotations.Nullable;
import tributary.data.Batch;

/** A {@link LossSpec} as arithmetic, example by example; O logits and T targets each. */
interface Loss {
  static Loss of(LossSpec spec) {
    if (spec instanceof LossSpec.SquaredError squared) {
      return new SquaredErrorLoss(squared.outputs());
    }
    if (spec instanceof LossSpec.Huber huber) {
      return new HuberLoss(huber.outputs(), (float) huber.delta());
    }
    if (spec instanceof LossSpec.SoftmaxCrossEntropy softmax) {
      return new SoftmaxCrossEntropyLoss(softmax.outputs());
    }
    return new BinaryCrossEntropyLoss(spec.outputs());
  }

  /**
   * The loss of one example, without its weight; with {@code dz} also dz[dzAt …] ← weight ·
   * ∂loss/∂logits.
   *
   * @param z holds the O logits from {@code zAt}
   * @param t holds the T targets from {@code tAt}
   * @param scratch at least O long; holds anything afterwards
   */
  double example(
      float[] z,
      int zAt,
      float[] t,
      int tAt,
      float weight,
      float @Nullable [] dz,
      int dzAt,
      double[] scratch);

  /**
   * Σ weight·loss over the batch, summed in double in row order; with {@code dLogits} (B×O from
   * index 0) also dLogits ← weight · ∂loss/∂logits.
   *
   * @param scratch at least O long; holds anything afterwards
   */
  default double sum(
      LossSpec spec,
      float[] logits,
      int offset,
      Batch batch,
      float @Nullable [] dLogits,
      double[] scratch) {
    int outputs = spec.outputs();
    int targets = spec.targets();
    double sum = 0;
    for (int r = 0; r < batch.rows(); r++) {
      int zAt = r * outputs;
      int tAt = batch.yOffset() + r * targets;
      float weight = batch.weight(r);
      sum += weight * example(logits, offset + zAt, batch.y(), tAt, weight, dLogits, zAt, scratch);
    }
    return sum;
  }
}

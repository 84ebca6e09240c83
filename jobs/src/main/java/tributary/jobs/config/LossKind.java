package tributary.jobs.config;

import tributary.nn.LossSpec;

/** The choice of a loss, before the number of outputs is known. */
public enum LossKind {
  /** The task's usual one. */
  AUTO,
  SQUARED_ERROR,
  HUBER,
  SOFTMAX_CROSS_ENTROPY,
  BINARY_CROSS_ENTROPY;

  /**
   * The loss over so many logits.
   *
   * @param huberDelta read by {@link #HUBER} alone
   */
  LossSpec toSpec(Task task, int outputs, double huberDelta) {
    return switch (this) {
      case AUTO -> task.losses().get(0).toSpec(task, outputs, huberDelta);
      case SQUARED_ERROR -> new LossSpec.SquaredError(outputs);
      case HUBER -> new LossSpec.Huber(outputs, huberDelta);
      case SOFTMAX_CROSS_ENTROPY -> new LossSpec.SoftmaxCrossEntropy(outputs);
      case BINARY_CROSS_ENTROPY -> new LossSpec.BinaryCrossEntropy(outputs);
    };
  }
}

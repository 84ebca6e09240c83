package tributary.ml;

import java.util.List;
import tributary.nn.LossSpec;

/** The choice of a loss, before the number of outputs is known. */
public enum LossKind {
  /** The task's usual one. */
  AUTO,
  SQUARED_ERROR,
  HUBER,
  SOFTMAX_CROSS_ENTROPY,
  BINARY_CROSS_ENTROPY;

  /** The losses that can train the task; the first one is the usual one. */
  public static List<LossKind> fitting(Task task) {
    return switch (task) {
      case REGRESSION -> List.of(SQUARED_ERROR, HUBER);
      case CLASSIFICATION -> List.of(SOFTMAX_CROSS_ENTROPY, BINARY_CROSS_ENTROPY);
      case MULTILABEL -> List.of(BINARY_CROSS_ENTROPY);
    };
  }

  /**
   * The loss that tells so many classes, or target columns, apart.
   *
   * @param outputs one logit each, but two classes under binary cross-entropy share one
   * @param huberDelta read by {@link #HUBER} alone
   * @throws IllegalArgumentException if binary cross-entropy is to tell more than two classes apart
   */
  public LossSpec toSpec(Task task, int outputs, double huberDelta) {
    return switch (this) {
      case AUTO -> fitting(task).get(0).toSpec(task, outputs, huberDelta);
      case SQUARED_ERROR -> new LossSpec.SquaredError(outputs);
      case HUBER -> new LossSpec.Huber(outputs, huberDelta);
      case SOFTMAX_CROSS_ENTROPY -> new LossSpec.SoftmaxCrossEntropy(outputs);
      case BINARY_CROSS_ENTROPY -> binaryCrossEntropy(task, outputs);
    };
  }

  private static LossSpec binaryCrossEntropy(Task task, int outputs) {
    if (task != Task.CLASSIFICATION) {
      return new LossSpec.BinaryCrossEntropy(outputs);
    }
    if (outputs != 2) {
      throw new IllegalArgumentException(
          "loss: binaryCrossEntropy tells two classes apart but the data has "
              + outputs
              + "; take softmaxCrossEntropy");
    }
    return new LossSpec.BinaryCrossEntropy(1);
  }
}

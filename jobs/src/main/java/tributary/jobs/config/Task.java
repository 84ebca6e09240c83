package tributary.jobs.config;

import java.util.List;

/** What is predicted, and the losses that fit; the first one is the default. */
public enum Task {
  /** One number per target column. */
  REGRESSION(LossKind.SQUARED_ERROR, LossKind.HUBER),
  /** One of several classes. */
  CLASSIFICATION(LossKind.SOFTMAX_CROSS_ENTROPY),
  /** Yes or no per target column. */
  MULTILABEL(LossKind.BINARY_CROSS_ENTROPY);

  private final List<LossKind> losses;

  Task(LossKind... losses) {
    this.losses = List.of(losses);
  }

  /** The losses that can train it, the default one first. */
  public List<LossKind> losses() {
    return losses;
  }
}

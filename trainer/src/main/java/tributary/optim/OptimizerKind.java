package tributary.optim;

/** The optimizer recipes. */
public enum OptimizerKind {
  /** Stochastic gradient descent, with momentum or without. */
  SGD,
  /** Adam with decoupled weight decay. */
  ADAM_W
}

package tributary.ml;

/** How numeric features are scaled, by what was learnt from the training rows. */
public enum Scaling {
  /** (value − mean) / standard deviation, the deviation with divisor n. */
  STANDARDIZE,
  /** (value − min) / (max − min). */
  RANGE,
  /** The value itself. */
  NONE
}

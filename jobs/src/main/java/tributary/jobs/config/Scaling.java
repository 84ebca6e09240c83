package tributary.jobs.config;

/** What is done to numeric inputs, with figures learnt from the training rows. */
public enum Scaling {
  /** (x − mean) / standard deviation. */
  STANDARDIZE,
  /** (x − minimum) / (maximum − minimum). */
  RANGE,
  /** Nothing. */
  NONE
}

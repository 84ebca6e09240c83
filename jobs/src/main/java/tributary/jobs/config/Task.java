package tributary.jobs.config;

/** What is predicted. */
public enum Task {
  /** One number per target column. */
  REGRESSION,
  /** One of several classes. */
  CLASSIFICATION,
  /** Yes or no per target column. */
  MULTILABEL
}

package tributary.ml;

/** What kind of answer is learnt. */
public enum Task {
  /** One or several numbers per row. */
  REGRESSION,
  /** One of several classes per row, from one target column. */
  CLASSIFICATION,
  /** Several yes/no answers per row, each in its own column of 0 and 1. */
  MULTILABEL
}

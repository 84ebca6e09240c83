package tributary.ml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What each column of a table is for.
 *
 * @param features in the order the network sees them; empty for every column that has no other role
 * @param exclude columns that are left out when {@code features} is empty
 * @param targets one column for classification, one or more otherwise
 * @param weight the column with each row's weight, if rows do not all weigh 1
 * @param scaling how numeric features are scaled
 * @param standardizeTarget whether a regression learns (target − mean) / deviation
 * @param classes how many classes there are, if it is not to be learnt from the table
 * @param labelZero whether labels that are numbers must have a 0 among them, unless {@code classes}
 *     is given; else a class that no row has is a warning
 * @param invalid what is done about rows with values that cannot be used
 */
public record ColumnRoles(
    Task task,
    List<String> features,
    List<String> exclude,
    List<String> targets,
    Optional<String> weight,
    Scaling scaling,
    boolean standardizeTarget,
    OptionalInt classes,
    boolean labelZero,
    InvalidRows invalid) {
  /**
   * @throws IllegalArgumentException if the number of targets does not fit the task, or fewer than
   *     two classes are declared
   */
  public ColumnRoles {
    features = List.copyOf(features);
    exclude = List.copyOf(exclude);
    targets = List.copyOf(targets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("columns: there is no target; name at least one");
    }
    if (task == Task.CLASSIFICATION && targets.size() > 1) {
      throw new IllegalArgumentException(
          "columns: classification has one target but "
              + targets
              + " are named; for several yes/no columns choose the multilabel task");
    }
    if (classes.isPresent() && task != Task.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "columns: classes is "
              + classes.getAsInt()
              + " but only classification has classes; leave it out");
    }
    if (classes.isPresent() && classes.getAsInt() < 2) {
      throw new IllegalArgumentException(
          "columns: classes is " + classes.getAsInt() + "; it must be at least 2");
    }
  }

  /** Labels need not begin at 0, and a row with a value that cannot be used is an error. */
  public ColumnRoles(
      Task task,
      List<String> features,
      List<String> exclude,
      List<String> targets,
      Optional<String> weight,
      Scaling scaling,
      boolean standardizeTarget,
      OptionalInt classes) {
    this(
        task,
        features,
        exclude,
        targets,
        weight,
        scaling,
        standardizeTarget,
        classes,
        false,
        InvalidRows.ERROR);
  }

  /** The same roles with something else done about rows that have values that cannot be used. */
  public ColumnRoles withInvalid(InvalidRows other) {
    return new ColumnRoles(
        task,
        features,
        exclude,
        targets,
        weight,
        scaling,
        standardizeTarget,
        classes,
        labelZero,
        other);
  }

  /** All columns but the target are features, standardised, as is a regression's target. */
  public static ColumnRoles of(Task task, String target) {
    return new ColumnRoles(
        task,
        List.of(),
        List.of(),
        List.of(target),
        Optional.empty(),
        Scaling.STANDARDIZE,
        true,
        OptionalInt.empty());
  }
}

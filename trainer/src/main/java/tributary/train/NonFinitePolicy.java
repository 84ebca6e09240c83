package tributary.train;

/**
 * What is done about a step whose loss, gradient or update is not finite.
 *
 * @param action stop the run, skip the step, or roll the weights back
 * @param maxInRow with how many such steps in a row the run ends all the same
 * @param rateFactor what a rollback multiplies the learning rate by, from then on
 */
public record NonFinitePolicy(NonFiniteReport.Action action, int maxInRow, double rateFactor) {
  /** Ends the run at the first. */
  public static final NonFinitePolicy STOP =
      new NonFinitePolicy(NonFiniteReport.Action.STOP, 1, 0.5);

  /**
   * @throws IllegalArgumentException if {@code maxInRow} is below 1, or {@code rateFactor} not
   *     above 0 and at most 1
   */
  public NonFinitePolicy {
    if (maxInRow < 1) {
      throw new IllegalArgumentException(
          "non-finite steps: maxInRow is " + maxInRow + "; it must be at least 1");
    }
    if (!(rateFactor > 0 && rateFactor <= 1)) {
      throw new IllegalArgumentException(
          "non-finite steps: rateFactor is " + rateFactor + "; it must be above 0 and at most 1");
    }
  }

  /** Such as {@code skip, at most 4 in a row}. */
  @Override
  public String toString() {
    return switch (action) {
      case STOP -> "stop";
      case SKIP -> "skip, at most " + (maxInRow - 1) + " in a row";
      case ROLLBACK ->
          "roll back at " + rateFactor + " times the rate, at most " + (maxInRow - 1) + " in a row";
    };
  }
}

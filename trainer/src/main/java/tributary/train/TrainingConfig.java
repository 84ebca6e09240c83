package tributary.train;

/**
 * How long to train and when to look; the batch size belongs to the {@link
 * tributary.data.BatchSampler}.
 *
 * <p>Begin with {@link #ofEpochs} and add to it.
 *
 * @param epochs passes over the data
 * @param maxSteps ends the run after this many steps, epochs or not; 0 for no such end
 * @param validateEverySteps steps from one validation to the next; 0 to validate at the end of each
 *     epoch. The last step is always followed by one.
 * @param patience how many validations in a row may fail to lower the loss before training stops; 0
 *     to go on to the end
 * @param minDelta by how much more than this a validation loss must be lower to count for patience
 * @param keepBest whether the result is the weights with the lowest validation loss rather than the
 *     last
 * @param checkpointEverySteps steps from one checkpoint to the next; 0 for none while training goes
 *     on
 * @param onNonFinite what is done about a step that is not finite
 */
public record TrainingConfig(
    int epochs,
    long maxSteps,
    long validateEverySteps,
    int patience,
    double minDelta,
    boolean keepBest,
    long checkpointEverySteps,
    NonFinitePolicy onNonFinite) {
  /**
   * @throws IllegalArgumentException if {@code epochs} is below 1, a count is negative, or {@code
   *     minDelta} is negative or not finite
   */
  public TrainingConfig {
    require(epochs >= 1, "epochs", epochs, "at least 1");
    require(maxSteps >= 0, "maxSteps", maxSteps, "at least 1, or 0 for no limit");
    require(
        validateEverySteps >= 0,
        "validateEverySteps",
        validateEverySteps,
        "at least 1, or 0 for the end of each epoch");
    require(patience >= 0, "patience", patience, "at least 1, or 0 to never stop early");
    require(
        minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY,
        "minDelta",
        minDelta,
        "at least 0 and finite");
    require(
        checkpointEverySteps >= 0,
        "checkpointEverySteps",
        checkpointEverySteps,
        "at least 1, or 0 for none");
  }

  private static void require(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "training: " + name + " is " + value + "; it must be " + expected);
    }
  }

  /**
   * Validates each epoch, never stops early, keeps the best weights, writes no checkpoints, ends at
   * the first step that is not finite.
   */
  public static TrainingConfig ofEpochs(int epochs) {
    return new TrainingConfig(epochs, 0, 0, 0, 0, true, 0, NonFinitePolicy.STOP);
  }

  public TrainingConfig withMaxSteps(long steps) {
    return new TrainingConfig(
        epochs,
        steps,
        validateEverySteps,
        patience,
        minDelta,
        keepBest,
        checkpointEverySteps,
        onNonFinite);
  }

  public TrainingConfig withValidationEvery(long steps) {
    return new TrainingConfig(
        epochs, maxSteps, steps, patience, minDelta, keepBest, checkpointEverySteps, onNonFinite);
  }

  public TrainingConfig withPatience(int validations, double delta) {
    return new TrainingConfig(
        epochs,
        maxSteps,
        validateEverySteps,
        validations,
        delta,
        keepBest,
        checkpointEverySteps,
        onNonFinite);
  }

  public TrainingConfig withKeepBest(boolean keep) {
    return new TrainingConfig(
        epochs,
        maxSteps,
        validateEverySteps,
        patience,
        minDelta,
        keep,
        checkpointEverySteps,
        onNonFinite);
  }

  public TrainingConfig withCheckpointEvery(long steps) {
    return new TrainingConfig(
        epochs, maxSteps, validateEverySteps, patience, minDelta, keepBest, steps, onNonFinite);
  }

  public TrainingConfig withOnNonFinite(NonFinitePolicy policy) {
    return new TrainingConfig(
        epochs,
        maxSteps,
        validateEverySteps,
        patience,
        minDelta,
        keepBest,
        checkpointEverySteps,
        policy);
  }
}

package tributary.train;

/**
 * Is told what happened, in the training loop's thread: values come in, the loop never does, so a
 * listener cannot change the training.
 *
 * <p>After a step: {@code onStep}, or {@code onNonFinite} if it could not be made, and {@code
 * onHistograms} if they were due; then {@code onValidation} if one was due, {@code onUnits} if the
 * step ended a window, and {@code onEpoch} if it ended an epoch; at last {@code onEnd}. What a
 * listener throws ends the run.
 */
public interface TrainingListener {
  default void onStep(StepReport report) {}

  default void onNonFinite(NonFiniteReport report) {}

  default void onValidation(ValidationReport report) {}

  default void onUnits(UnitsReport report) {}

  /** After a step that is one of those whose histograms are taken. */
  default void onHistograms(HistogramReport report) {}

  /** After whatever it was noticed from, and before anything else is told. */
  default void onAlarm(Alarm alarm) {}

  default void onEpoch(EpochReport report) {}

  /**
   * The run is over, whether it came to its end, was stopped or failed.
   *
   * @param ledger of all that this process did
   */
  default void onEnd(TimeLedger ledger) {}
}

package tributary.train;

/**
 * Is told what happened, in the training loop's thread: values come in, the loop never does, so a
 * listener cannot change the training.
 *
 * <p>After a step: {@code onStep}, then {@code onValidation} if one was due, then {@code onEpoch}
 * if the step ended an epoch. What a listener throws ends the run.
 */
public interface TrainingListener {
  default void onStep(StepReport report) {}

  default void onValidation(ValidationReport report) {}

  default void onEpoch(EpochReport report) {}
}

package tributary.train;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What training came to.
 *
 * @param weights the best by validation loss where those are kept and there was a validation, else
 *     the last; the caller's own
 * @param weightsStep how many steps {@code weights} have behind them
 * @param trainLoss the mean over the examples of the last epoch, as far as it got; empty if no step
 *     was made
 * @param validation of {@code weights}; empty without validation rows, or if a stopped run had not
 *     measured them
 * @param steps made in all, before a resume too
 * @param epochs completed in all
 * @param examples used by this process
 * @param trainSeconds that this process spent in steps
 * @param evaluateSeconds that this process spent in validation
 */
public record TrainingResult(
    Status status,
    float[] weights,
    long weightsStep,
    OptionalDouble trainLoss,
    Optional<Evaluation> validation,
    long steps,
    int epochs,
    long examples,
    double trainSeconds,
    double evaluateSeconds) {
  /** Why training ended. */
  public enum Status {
    /** It made all its steps. */
    COMPLETED,
    /** Validation had not improved for as long as patience lasts. */
    EARLY_STOPPED,
    /** It was asked to stop; a checkpoint, where there is a store, lets it go on. */
    INTERRUPTED
  }
}

package tributary.train;

import java.util.Optional;

/**
 * One epoch, done; also the part of one with which {@code maxSteps} ends a run.
 *
 * @param epoch its number, from 0
 * @param steps how many steps the run has behind it
 * @param trainLoss the mean over the epoch's examples, each at the weights of its own step
 * @param validation of the weights at the end of the epoch, where it was measured
 * @param examplesPerSecond over the steps of the epoch, validation time left out
 * @param secondsElapsed since this process began to train
 * @param secondsLeft to the last step, at this process's average pace, validations and all
 * @param ledger where the time of the epoch went, as far as this process made it
 */
public record EpochReport(
    int epoch,
    long steps,
    double trainLoss,
    Optional<Evaluation> validation,
    double examplesPerSecond,
    double secondsElapsed,
    double secondsLeft,
    TimeLedger ledger) {}

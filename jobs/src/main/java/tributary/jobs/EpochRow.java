package tributary.jobs;

import java.util.Optional;
import java.util.OptionalDouble;
import tributary.train.Evaluation;

/**
 * What is shown of an epoch that has ended.
 *
 * @param epoch its number, from 0
 * @param gradientNorm the mean over its steps, before clipping
 * @param clipRate the share of its steps that were clipped
 * @param deadShare of the units that can die, in the latest window; empty before one has ended
 */
record EpochRow(
    RunOutline run,
    int epoch,
    double loss,
    Optional<Evaluation> validation,
    double gradientNorm,
    double clipRate,
    OptionalDouble deadShare,
    double examplesPerSecond,
    double secondsElapsed,
    double secondsLeft) {}

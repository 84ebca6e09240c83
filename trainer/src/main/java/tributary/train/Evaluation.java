package tributary.train;

import java.util.OptionalDouble;

/**
 * How good weights are on some examples; every mean is weighted by the examples' weights, and a
 * metric that the task does not have is empty.
 *
 * @param examples how many rows were evaluated, those of weight 0 too
 * @param loss the mean loss, in the network's units; what early stopping watches
 * @param accuracy the share of examples whose class is right; for labels the share of label
 *     decisions that are right
 * @param auc the area under the ROC curve of a two-class or one-label task, off by at most half the
 *     share of (positive, negative) pairs whose log-odds lie within 1/256 of each other; empty when
 *     only one of the two occurs
 * @param r2 1 − Σw·d² / Σw·(y − mean)²; for a target that does not vary 1 if every prediction is
 *     exact, else 0; over several outputs the plain mean of their values
 * @param rmse √(Σw·d² / Σw) in the target's own units; over several outputs the plain mean of their
 *     values, each in its own column's units
 * @param mae Σw·|d| / Σw, in the same units and with the same mean as {@code rmse}
 */
public record Evaluation(
    long examples,
    double loss,
    OptionalDouble accuracy,
    OptionalDouble auc,
    OptionalDouble r2,
    OptionalDouble rmse,
    OptionalDouble mae) {}

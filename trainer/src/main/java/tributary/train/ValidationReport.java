package tributary.train;

/**
 * One validation.
 *
 * @param steps how many steps the measured weights had behind them
 * @param epoch the epoch of the last of those steps
 * @param best whether the loss is the lowest so far
 */
public record ValidationReport(long steps, int epoch, Evaluation evaluation, boolean best) {}

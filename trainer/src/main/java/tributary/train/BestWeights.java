package tributary.train;

/**
 * The weights with the lowest validation loss so far, and what they measured.
 *
 * @param step how many steps they have behind them
 * @param weights nobody writes into them
 */
public record BestWeights(long step, float[] weights, Evaluation evaluation) {}

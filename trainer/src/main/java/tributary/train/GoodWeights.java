package tributary.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a rollback goes back to: weights that gave a loss like those before them, and the
 * optimizer's arrays of the same moment.
 *
 * @param step how many steps the weights have behind them
 * @param highestLoss the highest mean loss of a step that counted as good so far
 * @param weights nobody writes into them, nor into the slots
 */
public record GoodWeights(
    long step, double highestLoss, float[] weights, Map<String, float[]> optimizerSlots) {
  public GoodWeights {
    // Map.copyOf would lose the order.
    optimizerSlots = Collections.unmodifiableMap(new LinkedHashMap<>(optimizerSlots));
  }
}

package tributary.train;

import java.util.List;
import tributary.nn.ParameterLayout;
import tributary.optim.WeightRange;

/**
 * Which weights decay: the matrices, and neither biases nor the scales and shifts of layer
 * normalisation.
 */
public final class DecayedWeights {
  private DecayedWeights() {}

  public static List<WeightRange> of(ParameterLayout layout) {
    return layout.slots().stream()
        .filter(slot -> slot.shape().size() > 1)
        .map(slot -> new WeightRange(slot.offset(), slot.length()))
        .toList();
  }
}

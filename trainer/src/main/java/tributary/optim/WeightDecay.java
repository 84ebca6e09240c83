package tributary.optim;

import java.util.List;
import java.util.Optional;

/**
 * Pulls the weights towards zero: u ← u + decay · w, for the weights of {@code ranges}, or for all
 * of them where none are given.
 *
 * <p>Where it stands in the chain decides what it means.
 *
 * <ul>
 *   <li><b>After momentum or Adam</b> (as in {@link Optimizers}): decoupled. Each step shrinks the
 *       weights by exactly learning rate · decay, whatever the gradients were before.
 *   <li><b>Before momentum</b>: the L2 penalty decay/2 · ‖w‖², as in torch's SGD. The pull goes
 *       through the velocity and so lags behind the weights and grows to 1/(1 − momentum) of its
 *       size; before Adam it would be divided by the gradient's own size and hardly act at all.
 * </ul>
 *
 * <p>Biases and the weights of normalisation layers are few, set the scale of what passes through
 * them, and gain nothing from being small: leave them out of {@code ranges}.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov, Hutter 2019, algorithms 1 and 2</a>
 */
public record WeightDecay(double decay, Optional<List<WeightRange>> ranges)
    implements GradientTransform {
  /**
   * @throws IllegalArgumentException if {@code decay} is negative or not finite, or the ranges are
   *     not in ascending order without overlap
   */
  public WeightDecay {
    if (!(decay >= 0 && decay < Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight decay: decay is " + decay + "; it must be at least 0 and finite");
    }
    ranges = ranges.map(List::copyOf);
    ranges.ifPresent(WeightDecay::checkOrder);
  }

  /** Decays every weight. */
  public static WeightDecay ofAll(double decay) {
    return new WeightDecay(decay, Optional.empty());
  }

  /** Decays only these weights; none if the list is empty. */
  public static WeightDecay of(double decay, List<WeightRange> ranges) {
    return new WeightDecay(decay, Optional.of(ranges));
  }

  private static void checkOrder(List<WeightRange> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      WeightRange before = ranges.get(i - 1);
      WeightRange range = ranges.get(i);
      if (range.offset() < before.end()) {
        throw new IllegalArgumentException(
            "weight decay: "
                + range
                + " begins before the end of "
                + before
                + "; ranges must ascend and must not overlap");
      }
    }
  }

  /**
   * @throws IllegalArgumentException if a range ends beyond the weights
   */
  @Override
  public Pass begin(Update update) {
    float[] u = update.values();
    float[] w = update.weights();
    if (ranges.isEmpty()) {
      return (from, to) -> addDecay(from, to, w, u);
    }
    List<WeightRange> decayed = ranges.get();
    for (WeightRange range : decayed) {
      if (range.end() > w.length) {
        throw new IllegalArgumentException(
            "weight decay: " + range + " ends beyond the " + w.length + " weights");
      }
    }
    return (from, to) -> {
      for (WeightRange range : decayed) {
        addDecay(Math.max(from, range.offset()), Math.min(to, range.end()), w, u);
      }
    };
  }

  private void addDecay(int from, int to, float[] w, float[] u) {
    float factor = (float) decay;
    for (int i = from; i < to; i++) {
      u[i] += factor * w[i];
    }
  }

  @Override
  public String toString() {
    String which =
        ranges
            .map(list -> " of the weights in " + list.size() + " ranges")
            .orElse(" of all weights");
    return "add decay " + decay + which;
  }
}

package tributary.optim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import tributary.linalg.Blocks;
import tributary.linalg.Floats;

/**
 * A chain of transforms that turns the mean gradient into an update, and adds it to the weights.
 *
 * <p>Immutable and thread-safe: everything that changes lies in the arrays and the {@link
 * OptimizerState} it is given. The same weights, gradient and state give the same bits.
 */
public final class Optimizer {
  private final List<GradientTransform> transforms;
  private final ScaleByLearningRate scale;
  private final List<String> slots;

  private Optimizer(List<GradientTransform> transforms, ScaleByLearningRate scale) {
    this.transforms = transforms;
    this.scale = scale;
    this.slots = distinctSlots(transforms);
  }

  /**
   * The transforms in the order in which they are applied.
   *
   * @throws IllegalArgumentException if the last is not {@link ScaleByLearningRate}, or an earlier
   *     one is (the weights would climb the loss), or two transforms want the same slot
   */
  public static Optimizer chain(List<GradientTransform> transforms) {
    List<GradientTransform> chain = List.copyOf(transforms);
    int end = chain.size() - 1;
    for (int i = 0; i < end; i++) {
      if (chain.get(i) instanceof ScaleByLearningRate) {
        throw badEnd(chain);
      }
    }
    if (end >= 0 && chain.get(end) instanceof ScaleByLearningRate last) {
      return new Optimizer(chain, last);
    }
    throw badEnd(chain);
  }

  private static IllegalArgumentException badEnd(List<GradientTransform> chain) {
    return new IllegalArgumentException(
        "optimizer: the chain is "
            + chain
            + "; the learning rate must come once, at the end: it carries the minus sign");
  }

  private static List<String> distinctSlots(List<GradientTransform> transforms) {
    Set<String> names = new LinkedHashSet<>();
    for (GradientTransform transform : transforms) {
      for (String name : transform.slots()) {
        if (!names.add(name)) {
          throw new IllegalArgumentException(
              "optimizer: "
                  + transform
                  + " keeps a slot "
                  + name
                  + " but an earlier transform does too; use one of them");
        }
      }
    }
    return new ArrayList<>(names);
  }

  public List<GradientTransform> transforms() {
    return transforms;
  }

  /**
   * The rate by which the next step would be scaled.
   *
   * @throws IllegalStateException if the schedule gives one that is negative or not finite
   */
  public double learningRate(OptimizerState state) {
    return scale.rate(state.step()) * state.rateFactor();
  }

  /** The state before the first step, for {@code size} weights. */
  public OptimizerState newState(int size) {
    return OptimizerState.zeros(size, slots);
  }

  /**
   * One step: the gradient goes through the chain and is added to the weights.
   *
   * <p>Runs on all cores where the vector is long, to the same bits on any number of them.
   * Allocates nothing that grows with the weights, but eight bytes for every 16,384 of them.
   *
   * @param weights n weights, changed in place
   * @param gradient the mean gradient ∂loss/∂weights; rewritten into the update that was added
   * @param state of {@link #newState}; its slots are rewritten and its step goes up by one
   * @throws NonFiniteGradientException if the gradient is not finite: weights, gradient and state
   *     are untouched to the bit; or if the update overflows: the weights are untouched
   * @throws IllegalArgumentException if the arrays and the state differ in length, or the two
   *     arrays are one, or the state belongs to another chain
   * @throws IllegalStateException if the schedule gives a rate that is negative or not finite;
   *     nothing is touched
   */
  public UpdateReport step(float[] weights, float[] gradient, OptimizerState state) {
    check(weights, gradient, state);
    long step = state.step();
    Update update = new Update(gradient, weights, state);
    double norm = finiteNorm(step, update);
    double learningRate = learningRate(state);
    if (!rewrite(update)) {
      int i = Floats.firstNonFinite(gradient);
      throw NonFiniteGradientException.ofUpdate(step, i, gradient[i], norm, learningRate);
    }
    Blocks.run(weights.length, (from, to) -> Floats.add(gradient, weights, from, to));
    state.advance();
    double clippedNorm = update.clipped() ? update.clippedNorm() : norm;
    return new UpdateReport(step, norm, clippedNorm, update.clipped(), learningRate);
  }

  /** One pass does both: n squared floats cannot overflow a double unless one is not finite. */
  private static double finiteNorm(long step, Update update) {
    double norm = update.norm();
    if (!Double.isFinite(norm)) {
      float[] gradient = update.values();
      int i = Floats.firstNonFinite(gradient);
      throw NonFiniteGradientException.ofGradient(step, i, gradient[i], norm);
    }
    return norm;
  }

  /** Sends the update down the chain; says whether all of it is finite. */
  private boolean rewrite(Update update) {
    List<GradientTransform.Pass> passes = new ArrayList<>();
    for (GradientTransform transform : transforms) {
      if (transform.looksAtValues() && !passes.isEmpty()) {
        List<GradientTransform.Pass> before = List.copyOf(passes);
        Blocks.run(update.values().length, (from, to) -> apply(before, from, to));
        update.changed();
        passes.clear();
      }
      passes.add(transform.begin(update));
    }
    AtomicBoolean finite = new AtomicBoolean(true);
    Blocks.run(
        update.values().length,
        (from, to) -> {
          apply(passes, from, to);
          if (Floats.firstNonFinite(update.values(), from, to) >= 0) {
            finite.set(false);
          }
        });
    return finite.get();
  }

  /** One after the other on a part of the vector, which stays in the processor's cache. */
  private static void apply(List<GradientTransform.Pass> passes, int from, int to) {
    for (int i = 0; i < passes.size(); i++) {
      passes.get(i).apply(from, to);
    }
  }

  private void check(float[] weights, float[] gradient, OptimizerState state) {
    if (weights.length != gradient.length || weights.length != state.size()) {
      throw new IllegalArgumentException(
          "optimizer: there are "
              + weights.length
              + " weights, a gradient of "
              + gradient.length
              + " and a state for "
              + state.size()
              + "; all three must be equal");
    }
    if (weights == gradient) {
      throw new IllegalArgumentException(
          "optimizer: weights and gradient are the same array; the gradient is rewritten");
    }
    if (state.slots().size() != slots.size() || !state.slots().keySet().containsAll(slots)) {
      throw new IllegalArgumentException(
          "optimizer: the state keeps "
              + state.slots().keySet()
              + " but this chain needs "
              + slots
              + "; use the state that newState gave");
    }
  }

  /** The chain in words, in its order. */
  @Override
  public String toString() {
    StringJoiner words = new StringJoiner(", ");
    for (GradientTransform transform : transforms) {
      words.add(transform.toString());
    }
    return words.toString();
  }
}

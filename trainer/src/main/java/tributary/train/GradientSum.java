package tributary.train;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;
import tributary.linalg.Blocks;
import tributary.linalg.Floats;
import tributary.nn.ActivationSums;

/**
 * Σ gradient, Σ loss and Σ weight over some examples, and what the units did where that was
 * watched: sums, never means, so that parts of any size add up to what the whole would have given.
 *
 * <p>The gradient array belongs to this object; {@link #add} writes into it.
 */
public final class GradientSum implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] gradient;
  private double loss;
  private double weight;
  private long examples;
  private transient @Nullable ActivationSums activations;

  public GradientSum(float[] gradient, double loss, double weight, long examples) {
    this(gradient, loss, weight, examples, null);
  }

  /**
   * @param activations null where nobody watched; owned by this object too
   */
  public GradientSum(
      float[] gradient,
      double loss,
      double weight,
      long examples,
      @Nullable ActivationSums activations) {
    this.gradient = gradient;
    this.loss = loss;
    this.weight = weight;
    this.examples = examples;
    this.activations = activations;
  }

  /**
   * this ← this + other, element by element; the order of the two operands is part of the result's
   * last bits.
   */
  public GradientSum add(GradientSum other) {
    Floats.add(other.gradient, gradient);
    return addScalars(other);
  }

  /**
   * As {@link #add}, to the same bits, by all cores where the vector is long: for the driver, while
   * no task computes.
   */
  public GradientSum addByAllCores(GradientSum other) {
    Blocks.run(gradient.length, (from, to) -> Floats.add(other.gradient, gradient, from, to));
    return addScalars(other);
  }

  private GradientSum addScalars(GradientSum other) {
    loss += other.loss;
    weight += other.weight;
    examples += other.examples;
    if (activations == null) {
      activations = other.activations;
    } else if (other.activations != null) {
      activations.add(other.activations);
    }
    return this;
  }

  /** The same sums with another array for the gradient, which then belongs to the result. */
  public GradientSum withGradient(float[] other) {
    return new GradientSum(other, loss, weight, examples, activations);
  }

  public float[] gradient() {
    return gradient;
  }

  public double loss() {
    return loss;
  }

  public double weight() {
    return weight;
  }

  public long examples() {
    return examples;
  }

  /** Null where nobody watched. */
  public @Nullable ActivationSums activations() {
    return activations;
  }
}

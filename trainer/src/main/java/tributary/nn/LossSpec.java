package tributary.nn;

import java.io.Serializable;

/**
 * What is minimised, as a function of the last layer's logits and the target. The loss of one
 * example is a mean over its outputs; the loss of a batch is the weighted sum over examples, and
 * the one division happens in the training loop.
 */
public sealed interface LossSpec extends Serializable {
  /** How many logits per example the loss reads. */
  int outputs();

  /** How many target values per example the loss reads. */
  int targets();

  /** (1/O) Σ (logit − target)². */
  record SquaredError(int outputs) implements LossSpec {
    @Override
    public int targets() {
      return outputs;
    }
  }

  /** (1/O) Σ ½d² where |d| ≤ delta, else delta·(|d| − ½delta), d = logit − target (Huber 1964). */
  record Huber(int outputs, double delta) implements LossSpec {
    /**
     * @throws IllegalArgumentException if {@code delta} is not positive and finite
     */
    public Huber {
      if (!(delta > 0) || Double.isInfinite(delta)) {
        throw new IllegalArgumentException(
            "Huber loss: delta is " + delta + "; it must be positive");
      }
    }

    @Override
    public int targets() {
      return outputs;
    }
  }

  /** log Σ exp(logits) − logits[class], max-shifted; the one target is the class's index. */
  record SoftmaxCrossEntropy(int outputs) implements LossSpec {
    @Override
    public int targets() {
      return 1;
    }
  }

  /**
   * (1/O) Σ max(z, 0) − z·t + log(1 + exp(−|z|)): one or several labels of 0 or 1, from logits z.
   */
  record BinaryCrossEntropy(int outputs) implements LossSpec {
    @Override
    public int targets() {
      return outputs;
    }
  }
}

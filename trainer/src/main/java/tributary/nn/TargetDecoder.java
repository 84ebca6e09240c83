package tributary.nn;

import java.io.Serializable;
import java.util.List;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;

/**
 * Turns logits into outputs in the target's own terms, all of it in double: the way back of a
 * {@link TargetEncoding}.
 *
 * <p>Immutable, and safe for any number of threads.
 */
public sealed interface TargetDecoder extends Serializable {
  /** How many outputs a row has: one per class, label or target column. */
  int width();

  /**
   * Overwrites {@code outputs[0 … width)} from one row of the logits; nothing is allocated.
   *
   * @param logits rows × the loss's outputs, only read
   */
  void decode(Matrix logits, int row, double[] outputs);

  /**
   * The decoder of a target and the loss that was trained on it.
   *
   * @throws IllegalArgumentException if they do not belong together
   */
  static TargetDecoder of(TargetEncoding target, LossSpec loss) {
    int outputs = loss.outputs();
    boolean cross = loss instanceof LossSpec.BinaryCrossEntropy;
    if (target instanceof TargetEncoding.Classes classes) {
      int count = classes.classes().size();
      if (cross && outputs == 1 && count == 2) {
        return new OfTwoClasses();
      }
      if (loss instanceof LossSpec.SoftmaxCrossEntropy && outputs == count) {
        return new OfClasses(count);
      }
      throw mismatch(loss, "has " + count + " classes");
    }
    if (outputs == target.width()) {
      if (target instanceof TargetEncoding.Labels && cross) {
        return new OfLabels(outputs);
      }
      boolean numbers = loss instanceof LossSpec.SquaredError || loss instanceof LossSpec.Huber;
      if (target instanceof TargetEncoding.Regression regression && numbers) {
        return new OfNumbers(unboxed(regression.scales()), unboxed(regression.means()));
      }
    }
    throw mismatch(loss, "has the targets " + target.columns());
  }

  /**
   * The place of the largest of {@code probabilities[0 … count)}, the first among equals: the class
   * that is predicted.
   */
  static int likeliest(double[] probabilities, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
    }
    return best;
  }

  private static IllegalArgumentException mismatch(LossSpec loss, String encoding) {
    return new IllegalArgumentException(
        "prediction: the network ends in "
            + loss
            + " but the encoding "
            + encoding
            + "; take both from one model");
  }

  private static double[] unboxed(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static float logit(Matrix logits, int row, int i) {
    return logits.data()[logits.offset() + row * logits.cols() + i];
  }

  /** 1 / (1 + exp(−z)), by whichever form of it cannot overflow. */
  private static double sigmoid(double z) {
    return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
  }

  /** logit · scale + mean. */
  final class OfNumbers implements TargetDecoder {
    private static final long serialVersionUID = 1L;

    private final double[] scales;
    private final double[] means;

    private OfNumbers(double[] scales, double[] means) {
      this.scales = scales;
      this.means = means;
    }

    @Override
    public int width() {
      return scales.length;
    }

    @Override
    public void decode(Matrix logits, int row, double[] outputs) {
      for (int i = 0; i < scales.length; i++) {
        outputs[i] = logit(logits, row, i) * scales[i] + means[i];
      }
    }
  }

  /** The probability of each class: softmax(logits), max-shifted. */
  final class OfClasses implements TargetDecoder {
    private static final long serialVersionUID = 1L;

    private final int count;

    private OfClasses(int count) {
      this.count = count;
    }

    @Override
    public int width() {
      return count;
    }

    @Override
    public void decode(Matrix logits, int row, double[] outputs) {
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        max = Math.max(max, logit(logits, row, i));
      }
      double sum = 0;
      for (int i = 0; i < count; i++) {
        outputs[i] = Math.exp((double) logit(logits, row, i) - max);
        sum += outputs[i];
      }
      for (int i = 0; i < count; i++) {
        outputs[i] /= sum;
      }
    }
  }

  /** The probabilities of two classes from the one logit of the second. */
  final class OfTwoClasses implements TargetDecoder {
    private static final long serialVersionUID = 1L;

    private OfTwoClasses() {}

    @Override
    public int width() {
      return 2;
    }

    @Override
    public void decode(Matrix logits, int row, double[] outputs) {
      double z = logit(logits, row, 0);
      outputs[0] = sigmoid(-z);
      outputs[1] = sigmoid(z);
    }
  }

  /** The probability of each yes/no label: sigmoid(logit). */
  final class OfLabels implements TargetDecoder {
    private static final long serialVersionUID = 1L;

    private final int count;

    private OfLabels(int count) {
      this.count = count;
    }

    @Override
    public int width() {
      return count;
    }

    @Override
    public void decode(Matrix logits, int row, double[] outputs) {
      for (int i = 0; i < count; i++) {
        outputs[i] = sigmoid(logit(logits, row, i));
      }
    }
  }
}

package tributary.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.OptionalDouble;
import tributary.data.Batch;
import tributary.data.DataException;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;
import tributary.nn.LossSpec;

/**
 * Sums over evaluated examples from which every metric follows; parts add up to the whole.
 *
 * <p>All sums are in double and weighted by the examples' weights. What only some losses need takes
 * no room under the others.
 */
public final class EvaluationSum implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double[] NONE = {};

  private long examples;
  private double weight;
  private double loss;
  private double correct;
  private double[] scores = NONE;
  private double[] residuals = NONE;

  /** Over no examples. */
  public EvaluationSum() {}

  /**
   * Takes in the examples of {@code batch}, their {@code logits} of rows × outputs, and Σ weight ·
   * loss over them.
   */
  void addBatch(LossSpec spec, Matrix logits, Batch batch, double batchLoss) {
    if (spec instanceof LossSpec.SoftmaxCrossEntropy) {
      correct += Decisions.correctClasses(logits, batch);
      if (logits.cols() == 2) {
        addScores(logits, batch, 1);
      }
    } else if (spec instanceof LossSpec.BinaryCrossEntropy) {
      correct += Decisions.correctLabels(logits, batch);
      if (logits.cols() == 1) {
        addScores(logits, batch, 0);
      }
    } else {
      residuals = residuals.length == 0 ? Residuals.none(logits.cols()) : residuals;
      Residuals.add(residuals, weight, logits, batch);
    }
    examples += batch.rows();
    weight += batch.weightSum();
    loss += batchLoss;
  }

  private void addScores(Matrix logits, Batch batch, int positive) {
    scores = scores.length == 0 ? ScoreHistogram.empty() : scores;
    ScoreHistogram.add(scores, logits, batch, positive);
  }

  /**
   * this ← this + other; the order of the two operands is part of the result's last bits.
   *
   * @throws IllegalArgumentException if they are of different networks
   */
  public EvaluationSum add(EvaluationSum other) {
    if (other.examples == 0) {
      return this;
    }
    if (examples == 0) {
      scores = other.scores.clone();
      residuals = other.residuals.clone();
    } else {
      checkLength("score bins", scores, other.scores);
      checkLength("residual sums", residuals, other.residuals);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += other.scores[i];
      }
      Residuals.merge(residuals, weight, other.residuals, other.weight);
    }
    examples += other.examples;
    weight += other.weight;
    loss += other.loss;
    correct += other.correct;
    return this;
  }

  private static void checkLength(String what, double[] ours, double[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalArgumentException(
          "evaluation: adding "
              + theirs.length
              + " "
              + what
              + " to "
              + ours.length
              + "; both must come from the same network");
    }
  }

  public long examples() {
    return examples;
  }

  /**
   * The means and metrics that these sums amount to.
   *
   * @param target gives regression errors the target's own units
   * @throws DataException if there are no examples, or their weights add up to nothing
   * @throws IllegalArgumentException if the target has another number of columns than the network
   *     has outputs
   */
  public Evaluation toEvaluation(TargetEncoding target) {
    if (!(weight > 0)) {
      throw new DataException(
          "evaluation: the weights of the "
              + examples
              + " examples add up to "
              + weight
              + "; there must be an example with a weight above 0: check the weight column of the"
              + " evaluated rows, or leave it out");
    }
    double mean = loss / weight;
    if (residuals.length > 0) {
      return Residuals.evaluation(residuals, weight, examples, mean, target);
    }
    OptionalDouble accuracy = OptionalDouble.of(correct / weight);
    OptionalDouble auc = scores.length == 0 ? OptionalDouble.empty() : ScoreHistogram.auc(scores);
    OptionalDouble none = OptionalDouble.empty();
    return new Evaluation(examples, mean, accuracy, auc, none, none, none);
  }

  /** Writes the sums, to be read by {@link #read}. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(examples);
    out.writeDouble(weight);
    out.writeDouble(loss);
    out.writeDouble(correct);
    writeArray(scores, out);
    writeArray(residuals, out);
  }

  /** Reads what {@link #write} wrote, bit for bit. */
  public static EvaluationSum read(DataInput in) throws IOException {
    EvaluationSum sum = new EvaluationSum();
    sum.examples = in.readLong();
    sum.weight = in.readDouble();
    sum.loss = in.readDouble();
    sum.correct = in.readDouble();
    sum.scores = readArray(in);
    sum.residuals = readArray(in);
    return sum;
  }

  private static void writeArray(double[] array, DataOutput out) throws IOException {
    out.writeInt(array.length);
    for (double value : array) {
      out.writeDouble(value);
    }
  }

  private static double[] readArray(DataInput in) throws IOException {
    double[] array = new double[in.readInt()];
    for (int i = 0; i < array.length; i++) {
      array[i] = in.readDouble();
    }
    return array;
  }
}

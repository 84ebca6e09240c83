package tributary.train;

import java.util.OptionalDouble;
import tributary.data.Batch;
import tributary.linalg.Matrix;

/**
 * A histogram of the positive class's log-odds, kept apart for positive and negative examples: all
 * that the area under the ROC curve needs, in a fixed size that adds up over parts.
 *
 * <p>The area depends only on how the scores rank the examples, so any increasing function of the
 * probability serves. Log-odds are binned, and not the probability itself, because they keep apart
 * the small probabilities of a rare class: {@link #BINS} bins of 1/256 from −16 to 16, a width of
 * at most 0.001 in probability, with everything beyond (1 in 9 million) in the outermost bins.
 *
 * <p>Examples of one bin count as ties. So the result is off by at most half the share of
 * (positive, negative) pairs that lie in one bin, and by nothing where no bin holds both.
 *
 * <p>The array holds the weights of the negatives, bin by bin, then those of the positives.
 */
final class ScoreHistogram {
  static final int BINS = 8192;
  private static final double LIMIT = 16;

  private ScoreHistogram() {}

  static double[] empty() {
    return new double[2 * BINS];
  }

  /**
   * Adds a batch of two classes, or of one label: the log-odds of a row are its logit {@code
   * positive}, less the other one where there are two.
   */
  static void add(double[] histogram, Matrix logits, Batch batch, int positive) {
    float[] z = logits.data();
    int cols = logits.cols();
    for (int r = 0; r < batch.rows(); r++) {
      int begin = logits.offset() + r * cols;
      double logOdds =
          cols == 1 ? z[begin] : (double) z[begin + positive] - z[begin + 1 - positive];
      boolean isPositive = batch.y()[batch.yOffset() + r] > 0.5f;
      histogram[(isPositive ? BINS : 0) + bin(logOdds)] += batch.weight(r);
    }
  }

  /** NaN, which the loss reports anyway, falls to bin 0. */
  private static int bin(double logOdds) {
    double place = (logOdds + LIMIT) * (BINS / (2 * LIMIT));
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor(place)));
  }

  /**
   * The probability that a random positive scores above a random negative, a tie counting one half
   * (Hanley, McNeil 1982); empty when only one of the two classes has any weight.
   */
  static OptionalDouble auc(double[] histogram) {
    double negatives = 0;
    double positives = 0;
    double above = 0;
    for (int b = 0; b < BINS; b++) {
      double negative = histogram[b];
      double positive = histogram[BINS + b];
      above += positive * (negatives + 0.5 * negative);
      negatives += negative;
      positives += positive;
    }
    if (!(negatives > 0 && positives > 0)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(above / (negatives * positives));
  }
}

package tributary.train;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import tributary.data.Batch;
import tributary.data.TargetEncoding;
import tributary.linalg.Matrix;

/**
 * The weighted sums behind R², rmse and mae, four for each output: Σw·d², Σw·|d|, the mean of the
 * target, and Σw·(y − mean)², where d = logit − y in normalised units.
 *
 * <p>The last two are updated and merged by the formulas of Chan, Golub and LeVeque (1983), which
 * stay exact where Σw·y² − (Σw·y)²/Σw would cancel: a target far from zero that hardly varies.
 */
final class Residuals {
  private static final int SUMS = 4;
  private static final int SQUARED = 0;
  private static final int ABSOLUTE = 1;
  private static final int MEAN = 2;
  private static final int SPREAD = 3;

  private Residuals() {}

  static double[] none(int outputs) {
    return new double[SUMS * outputs];
  }

  /** Adds the rows of a batch to sums over examples that weigh {@code weightBefore} together. */
  static void add(double[] sums, double weightBefore, Matrix logits, Batch batch) {
    int outputs = logits.cols();
    double weight = weightBefore;
    for (int r = 0; r < batch.rows(); r++) {
      double w = batch.weight(r);
      if (w == 0) {
        continue;
      }
      weight += w;
      for (int o = 0; o < outputs; o++) {
        double y = batch.y()[batch.yOffset() + r * outputs + o];
        double d = logits.data()[logits.offset() + r * outputs + o] - y;
        int at = SUMS * o;
        sums[at + SQUARED] += w * d * d;
        sums[at + ABSOLUTE] += w * Math.abs(d);
        double fromMean = y - sums[at + MEAN];
        sums[at + MEAN] += fromMean * (w / weight);
        sums[at + SPREAD] += w * fromMean * (y - sums[at + MEAN]);
      }
    }
  }

  /** a ← a + b, over examples that weigh {@code weightA} and {@code weightB}. */
  static void merge(double[] a, double weightA, double[] b, double weightB) {
    double weight = weightA + weightB;
    double shareB = weight > 0 ? weightB / weight : 0;
    for (int at = 0; at < a.length; at += SUMS) {
      double apart = b[at + MEAN] - a[at + MEAN];
      a[at + SQUARED] += b[at + SQUARED];
      a[at + ABSOLUTE] += b[at + ABSOLUTE];
      a[at + MEAN] += apart * shareB;
      a[at + SPREAD] += b[at + SPREAD] + apart * apart * weightA * shareB;
    }
  }

  /** See {@link Evaluation} for what several outputs come to. */
  static Evaluation evaluation(
      double[] sums, double weight, long examples, double loss, TargetEncoding target) {
    int outputs = sums.length / SUMS;
    List<Double> scales =
        target instanceof TargetEncoding.Regression regression
            ? regression.scales()
            : Collections.nCopies(outputs, 1.0);
    if (scales.size() != outputs) {
      throw new IllegalArgumentException(
          "evaluation: the network has "
              + outputs
              + " outputs but the target has columns "
              + target.columns()
              + "; use the target encoding that the network was trained with");
    }
    double r2 = 0;
    double rmse = 0;
    double mae = 0;
    for (int o = 0; o < outputs; o++) {
      int at = SUMS * o;
      r2 += r2(sums[at + SQUARED], sums[at + SPREAD]) / outputs;
      rmse += scales.get(o) * Math.sqrt(sums[at + SQUARED] / weight) / outputs;
      mae += scales.get(o) * (sums[at + ABSOLUTE] / weight) / outputs;
    }
    OptionalDouble none = OptionalDouble.empty();
    return new Evaluation(
        examples,
        loss,
        none,
        none,
        OptionalDouble.of(r2),
        OptionalDouble.of(rmse),
        OptionalDouble.of(mae));
  }

  private static double r2(double squared, double spread) {
    if (spread == 0) {
      return squared == 0 ? 1 : 0;
    }
    return 1 - squared / spread;
  }
}

package tributary.train;

import tributary.data.Batch;
import tributary.linalg.Matrix;

/** How many examples a classifier decided rightly, each counted with its weight. */
final class Decisions {
  private Decisions() {}

  /** Σ weight over the rows whose largest logit, the first of equals, is that of the class. */
  static double correctClasses(Matrix logits, Batch batch) {
    double correct = 0;
    for (int r = 0; r < batch.rows(); r++) {
      if (argmax(logits, r) == (int) batch.y()[batch.yOffset() + r]) {
        correct += batch.weight(r);
      }
    }
    return correct;
  }

  /** −1 where a logit is NaN: such a row has no largest one and is never right. */
  private static int argmax(Matrix logits, int row) {
    float[] z = logits.data();
    int begin = logits.offset() + row * logits.cols();
    int best = 0;
    for (int c = 0; c < logits.cols(); c++) {
      if (Float.isNaN(z[begin + c])) {
        return -1;
      }
      if (z[begin + c] > z[begin + best]) {
        best = c;
      }
    }
    return best;
  }

  /**
   * Σ weight · (share of the row's labels decided rightly); a label is decided to be 1 when its
   * logit is above 0, that is its probability above one half.
   */
  static double correctLabels(Matrix logits, Batch batch) {
    int labels = logits.cols();
    double correct = 0;
    for (int r = 0; r < batch.rows(); r++) {
      int right = 0;
      for (int c = 0; c < labels; c++) {
        float z = logits.data()[logits.offset() + r * labels + c];
        boolean positive = batch.y()[batch.yOffset() + r * labels + c] > 0.5f;
        if (positive ? z > 0 : z <= 0) {
          right++;
        }
      }
      correct += batch.weight(r) * ((double) right / labels);
    }
    return correct;
  }
}

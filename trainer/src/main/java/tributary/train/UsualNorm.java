package tributary.train;

/**
 * What is usual for the gradient's norm: a running mean and deviation of its logarithm, about the
 * last fifty steps long, so that growth by some per cent a step stands out too.
 */
final class UsualNorm {
  private static final double NEWEST = 0.02;

  private long steps;
  private double mean;
  private double variance;
  private double previous;

  /** Takes in the norm of one more step; a norm of 0 has no logarithm and says nothing. */
  void observe(double norm) {
    double log = Math.log(norm);
    if (!Double.isFinite(log)) {
      return;
    }
    steps++;
    // A plain average until there are enough steps for a running one.
    double part = Math.max(NEWEST, 1.0 / steps);
    mean += part * (log - mean);
    if (steps > 1) {
      // By the change from step to step, which a steady growth does not widen as it does the
      // spread.
      double change = log - previous;
      variance += Math.max(NEWEST, 1.0 / (steps - 1)) * (change * change / 2 - variance);
    }
    previous = log;
  }

  /**
   * Whether {@code norm} is above {@code factor} times the usual one, and beyond what the norms of
   * this run scatter anyway. False while nothing is usual yet.
   */
  boolean exceededBy(double norm, double factor) {
    double above = Math.log(norm) - mean;
    return steps > 0 && above > Math.max(Math.log(factor), 4 * Math.sqrt(variance));
  }

  /** The geometric mean; NaN before the first step. */
  double norm() {
    return steps == 0 ? Double.NaN : Math.exp(mean);
  }
}

package tributary.train;

/** Σ weight · loss, Σ weight and the number of the examples of one epoch so far. */
public record EpochSums(double loss, double weight, long examples) {
  static final EpochSums NONE = new EpochSums(0, 0, 0);

  EpochSums plus(GradientSum sum) {
    return new EpochSums(loss + sum.loss(), weight + sum.weight(), examples + sum.examples());
  }

  double meanLoss() {
    return loss / weight;
  }
}

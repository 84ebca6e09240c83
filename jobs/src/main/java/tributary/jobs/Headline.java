package tributary.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import tributary.data.TargetEncoding;
import tributary.train.Evaluation;

/** The one figure of an evaluation that people look at first: accuracy, or R² of a regression. */
record Headline(String name, double value) {
  private static final String ACCURACY = "accuracy";
  private static final String R2 = "R²";

  static Optional<Headline> of(Evaluation evaluation) {
    return Stream.concat(
            evaluation.accuracy().stream().mapToObj(v -> new Headline(ACCURACY, v)),
            evaluation.r2().stream().mapToObj(v -> new Headline(R2, v)))
        .findFirst();
  }

  /** Which it will be. */
  static String nameFor(TargetEncoding target) {
    return target instanceof TargetEncoding.Regression ? R2 : ACCURACY;
  }

  String figure() {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  @Override
  public String toString() {
    return name + " " + figure();
  }
}

package tributary.ml;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Where rows to validate or test on come from. */
public sealed interface HeldOut {
  /** There are none. */
  record None() implements HeldOut {}

  /** Each row of the training table falls here with this probability, by seed and row number. */
  record Fraction(double fraction) implements HeldOut {
    /**
     * @throws IllegalArgumentException if the fraction is not between 0 and 1, both excluded
     */
    public Fraction {
      if (!(fraction > 0 && fraction < 1)) {
        throw new IllegalArgumentException(
            "held-out rows: the fraction is " + fraction + "; it must lie between 0 and 1");
      }
    }
  }

  /** A table of their own. */
  record Table(Dataset<Row> rows) implements HeldOut {}

  static HeldOut none() {
    return new None();
  }

  static HeldOut fraction(double fraction) {
    return new Fraction(fraction);
  }

  static HeldOut table(Dataset<Row> rows) {
    return new Table(rows);
  }
}

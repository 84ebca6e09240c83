package tributary.io;

import java.util.Locale;
import java.util.Optional;

/**
 * How far predictions are from those of a {@link ParitySample}.
 *
 * @param difference the largest |found − expected|
 * @param relative the largest of them in the output's unit, see {@link ParitySample#check}
 * @param worst the one that is furthest from agreeing; empty if all agree
 */
public record ParityReport(int rows, double difference, double relative, Optional<Mismatch> worst) {
  /** How far apart predictions that agree may be, in units. */
  public static final double TOLERANCE = 1e-5;

  /**
   * Two numbers that do not agree.
   *
   * @param row counted from 0
   * @param output the class, label or target column
   * @param allowed how far apart they might have been
   */
  public record Mismatch(int row, String output, double found, double expected, double allowed) {}

  public boolean agrees() {
    return worst.isEmpty();
  }

  /**
   * Refuses what does not agree.
   *
   * @param what was checked, such as a path
   * @param cure what to do about it
   * @throws ModelFormatException with the worst mismatch
   */
  public void requireAgreement(String what, String cure) throws ModelFormatException {
    if (worst.isPresent()) {
      Mismatch bad = worst.get();
      throw new ModelFormatException(
          String.format(
              Locale.ROOT,
              "%s: row %d of the parity sample (the first is 1), '%s': found %s, expected %s (at"
                  + " most %.2g apart); %s",
              what,
              bad.row() + 1,
              bad.output(),
              bad.found(),
              bad.expected(),
              bad.allowed(),
              cure));
    }
  }

  /** One line for people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d %s %s, largest difference %.2g",
        rows,
        rows == 1 ? "row" : "rows",
        agrees() ? (rows == 1 ? "agrees" : "agree") : "do not all agree",
        difference);
  }
}

package tributary.train;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures as alarms say them: short, and the same in every locale. */
final class Words {
  private Words() {}

  /** Such as {@code 71 %}. */
  static String percent(double share) {
    return Math.round(100 * share) + " %";
  }

  /** Three digits, such as {@code 0.0213}, {@code 812} or {@code 3.1e-09}. */
  static String figure(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.1e", value);
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}

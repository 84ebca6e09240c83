package tributary.jobs.bench;

import java.util.Locale;

/** Numbers as people read them. */
final class Quantity {
  private Quantity() {}

  /** Three digits, and thousands apart: {@code 81,200}, {@code 1.23}, {@code 0.047}. */
  static String of(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,d", roundedToThreeDigits(value));
    }
    String format = size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** As it was written down: {@code 1.15}, {@code 50}. */
  static String plain(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private static long roundedToThreeDigits(double value) {
    double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(Math.abs(value))) - 2));
    return Math.round(Math.rint(value / unit) * unit);
  }
}

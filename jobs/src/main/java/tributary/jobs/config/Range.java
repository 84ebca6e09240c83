package tributary.jobs.config;

/** The numbers a key allows: from {@code low} to {@code high}, with or without the two ends. */
record Range(double low, boolean withLow, double high, boolean withHigh) {
  static Range above(double low) {
    return new Range(low, false, Double.POSITIVE_INFINITY, false);
  }

  static Range atLeast(double low) {
    return new Range(low, true, Double.POSITIVE_INFINITY, false);
  }

  /** [0, 1). */
  static Range fraction() {
    return new Range(0, true, 1, false);
  }

  /** (0, 1]. */
  static Range share() {
    return new Range(0, false, 1, true);
  }

  /** False for NaN and the infinities too. */
  boolean holds(double value) {
    return (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
  }

  String describe() {
    String from = withLow ? "a number of at least " + plain(low) : "a number above " + plain(low);
    if (Double.isInfinite(high)) {
      return from;
    }
    return from + (withHigh ? " and at most " : " and below ") + plain(high);
  }

  private static String plain(double bound) {
    return bound == (long) bound ? Long.toString((long) bound) : Double.toString(bound);
  }
}

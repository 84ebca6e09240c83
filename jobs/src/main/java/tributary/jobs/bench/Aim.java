package tributary.jobs.bench;

/** What a figure should come to: at least or at most {@code bound}. */
public record Aim(boolean atLeast, double bound) {
  static Aim atLeast(double bound) {
    return new Aim(true, bound);
  }

  static Aim atMost(double bound) {
    return new Aim(false, bound);
  }

  boolean reachedBy(double value) {
    return atLeast ? value >= bound : value <= bound;
  }

  @Override
  public String toString() {
    return (atLeast ? "≥ " : "≤ ") + Quantity.plain(bound);
  }
}

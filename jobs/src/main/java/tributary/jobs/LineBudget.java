package tributary.jobs;

/** Lets a burst of lines through, then about one a second. */
final class LineBudget {
  private static final double SECOND = 1e9;

  private final int burst;
  private double left;
  private long last;

  LineBudget(int burst, long now) {
    this.burst = burst;
    this.left = burst;
    this.last = now;
  }

  /** Whether there may be a line now, which is then taken from what is left. */
  boolean take(long now) {
    left = Math.min(burst, left + (now - last) / SECOND);
    last = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}

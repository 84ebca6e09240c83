package tributary.jobs.bench;

/** How often something can be done. */
final class Pace {
  private static final double SECOND = 1e9;

  private Pace() {}

  /** Times per second, over at least {@code seconds} and one time. */
  static double perSecond(double seconds, Runnable work) {
    long begin = System.nanoTime();
    long times = 0;
    double spent;
    do {
      work.run();
      times++;
      spent = (System.nanoTime() - begin) / SECOND;
    } while (spent < seconds);
    return times / spent;
  }
}

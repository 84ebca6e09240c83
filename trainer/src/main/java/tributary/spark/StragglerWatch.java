package tributary.spark;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says so, once, when one task computes much longer than the others for many steps in a row: every
 * step waits for the slowest, since no part of a batch is ever left out. Belongs to one thread.
 */
final class StragglerWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StragglerWatch.class);

  /** Slower than the others' mean by this factor. */
  private static final int FACTOR = 4;

  private static final int STEPS = 20;

  /** Below that it is noise. */
  private static final long WORTH_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private int inARow;
  private boolean said;

  /** After each step. */
  void saw(TaskTimes times) {
    if (said || times.tasks() < 2) {
      return;
    }
    long others = (times.compute() - times.slowest()) / (times.tasks() - 1);
    boolean straggles = times.slowest() > WORTH_NANOS && times.slowest() > FACTOR * others;
    inARow = straggles ? inARow + 1 : 0;
    if (inARow == STEPS) {
      said = true;
      LOG.warn(
          "in each of the last {} steps one task computed more than {} times as long as the others"
              + " (at last {} ms, they {} ms), and all wait for it: look for a busy or slower"
              + " executor. Nothing is left out",
          STEPS,
          FACTOR,
          TimeUnit.NANOSECONDS.toMillis(times.slowest()),
          TimeUnit.NANOSECONDS.toMillis(others));
    }
  }
}

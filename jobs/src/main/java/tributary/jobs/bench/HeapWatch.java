package tributary.jobs.bench;

import java.lang.management.ManagementFactory;
import tributary.train.StepReport;
import tributary.train.TrainingListener;

/** Looks at the heap, with the garbage out of it, after a few steps and again after many more. */
final class HeapWatch implements TrainingListener {
  private static final int COLLECTIONS = 3;
  private static final double KILOBYTE = 1024;

  private final long first;
  private final long last;
  private long steps;
  private long before;
  private long after;

  HeapWatch(long first, long between) {
    this.first = first;
    this.last = first + between;
  }

  @Override
  public void onStep(StepReport report) {
    steps++;
    if (steps == first) {
      before = used();
    } else if (steps == last) {
      after = used();
    }
  }

  boolean enough() {
    return steps >= last;
  }

  double grownKilobytes() {
    return (after - before) / KILOBYTE;
  }

  private static long used() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

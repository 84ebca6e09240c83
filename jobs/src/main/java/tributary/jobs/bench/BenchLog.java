package tributary.jobs.bench;

import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lines that show, while it runs, what is being measured. */
final class BenchLog {
  private static final long QUIET_NANOS = 2_000_000_000L;
  private static final String INDENT = " ".repeat(14);

  private static final long TICK_SECONDS = 15;

  private final PrintWriter out;
  private volatile long last = System.nanoTime();

  BenchLog(PrintWriter out) {
    this.out = out;
  }

  void label(String label, String text) {
    out.println(label + " ".repeat(INDENT.length() - label.length()) + text);
    out.flush();
    last = System.nanoTime();
  }

  void begin(String what) {
    label("measuring", what);
  }

  /** Shown when nothing else has been for two seconds. */
  void progress(String how) {
    if (System.nanoTime() - last > QUIET_NANOS) {
      say(how);
    }
  }

  void say(String text) {
    out.println(INDENT + text);
    out.flush();
    last = System.nanoTime();
  }

  /** Says every few seconds that the work still goes on. */
  <T> T during(String what, Supplier<T> work) {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    long begin = System.nanoTime();
    ScheduledFuture<?> ticks =
        clock.scheduleAtFixedRate(
            () -> say(what + ", " + (System.nanoTime() - begin) / 1_000_000_000 + " s so far"),
            TICK_SECONDS,
            TICK_SECONDS,
            TimeUnit.SECONDS);
    try {
      return work.get();
    } finally {
      ticks.cancel(false);
      clock.shutdown();
    }
  }
}

package tributary.jobs.bench;

import java.io.PrintWriter;

/** Lines that show, while it runs, what is being measured. */
final class BenchLog {
  private static final long QUIET_NANOS = 2_000_000_000L;
  private static final String INDENT = " ".repeat(14);

  private final PrintWriter out;
  private long last = System.nanoTime();

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
}

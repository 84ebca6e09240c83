package tributary.jobs;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import tributary.data.Printable;
import tributary.io.Redaction;

/** What a person reads on standard output while a command runs. */
final class Console {
  /** Where the text behind a label begins. */
  static final int LABEL_COLUMNS = 14;

  private final PrintWriter out;
  private final Supplier<Optional<Terminal>> terminal;

  Console(PrintWriter out) {
    this(out, Optional::empty);
  }

  /**
   * @param terminal the one that {@code out} writes to, if it is one
   */
  Console(PrintWriter out, Supplier<Optional<Terminal>> terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  PrintWriter writer() {
    return out;
  }

  Optional<Terminal> terminal() {
    return terminal.get();
  }

  /** A line behind a short label. */
  void line(String label, String text) {
    out.println(labelled(label, shown(text)));
    out.flush();
  }

  static String labelled(String label, String text) {
    return (label + " ".repeat(Math.max(0, LABEL_COLUMNS - label.length())) + text).stripTrailing();
  }

  void lines(List<String> lines) {
    lines.forEach(line -> out.println(shown(line)));
    out.flush();
  }

  /** Names and paths in it may come from anywhere. */
  static String shown(String text) {
    return Printable.of(Redaction.text(text));
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
  }

  /** Three digits, whatever the size: {@code 0.312}, {@code 31.2}, {@code 3.12e+07}. */
  static String norm(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  /** Such as {@code 12 %}; what is there but little does not look like nothing. */
  static String percent(double share) {
    return share > 0 && share < 0.005 ? "<1 %" : Math.round(100 * share) + " %";
  }

  static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** Such as {@code 0:07}, {@code 12:30} or {@code 1:02:03}. */
  static String clock(double seconds) {
    long s = Math.max(0, Math.round(seconds));
    return s < 3600
        ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
}

package tributary.jobs;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import tributary.train.Evaluation;

/** What a person reads on standard output while a command runs. */
final class Console {
  private final PrintWriter out;

  Console(PrintWriter out) {
    this.out = out;
  }

  /** A line behind a short label. */
  void line(String label, String text) {
    out.println((String.format(Locale.ROOT, "%-14s", label) + text).stripTrailing());
    out.flush();
  }

  void lines(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  /** Such as {@code loss 0.0213, r2 0.9812, rmse 545.1, mae 270.9}. */
  static String metrics(Evaluation evaluation) {
    StringBuilder text = new StringBuilder("loss " + figure(evaluation.loss()));
    add(text, "accuracy", evaluation.accuracy(), "%.4f");
    add(text, "AUC", evaluation.auc(), "%.4f");
    add(text, "R²", evaluation.r2(), "%.4f");
    add(text, "RMSE", evaluation.rmse(), "%.4g");
    add(text, "MAE", evaluation.mae(), "%.4g");
    return text.toString();
  }

  /** The one figure that people look at first: accuracy, or R² of a regression. */
  static String headline(Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    add(text, "accuracy", evaluation.accuracy(), "%.4f");
    add(text, "R²", evaluation.r2(), "%.4f");
    return text.substring(Math.min(2, text.length()));
  }

  private static void add(StringBuilder text, String name, OptionalDouble value, String format) {
    value.ifPresent(
        v ->
            text.append(", ")
                .append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, format, v)));
  }

  static String figure(double value) {
    return String.format(Locale.ROOT, "%.5f", value);
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

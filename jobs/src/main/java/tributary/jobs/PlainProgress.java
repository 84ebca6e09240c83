package tributary.jobs;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/** Lines one below the other, for logs: nothing is ever drawn over. */
final class PlainProgress implements ProgressView {
  private static final long SECOND = 1_000_000_000L;

  private final Console console;
  private final long everyNanos;
  private final LongSupplier clock;
  private boolean begun;
  private long lastLine;

  /**
   * @param everySeconds between two lines of steps
   */
  PlainProgress(Console console, int everySeconds, LongSupplier clock) {
    this.console = console;
    this.everyNanos = everySeconds * SECOND;
    this.clock = clock;
  }

  /** The first step has a line at once: it shows that the cluster works. */
  @Override
  public boolean step(Standing standing) {
    long now = clock.getAsLong();
    if (begun && now - lastLine < everyNanos) {
      return false;
    }
    lastLine = now;
    Standing.Recent recent = standing.recent().orElseThrow();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%,d/%,d  epoch %d/%d  loss %s",
                standing.steps(),
                standing.run().steps(),
                standing.epoch() + 1,
                standing.run().epochs(),
                Console.figure(recent.loss())));
    health(text, standing.run(), recent.gradientNorm(), recent.clipRate(), standing.deadShare());
    if (begun) {
      // The first step's time is Spark's warming up.
      text.append("  ").append(Console.count(recent.examplesPerSecond())).append(" examples/s");
    }
    standing.secondsLeft().ifPresent(s -> text.append("  ").append(left(s)));
    console.line("step", text.toString());
    begun = true;
    return true;
  }

  @Override
  public void epoch(EpochRow row) {
    lastLine = clock.getAsLong();
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d/%d  loss %s",
                row.epoch() + 1,
                row.run().epochs(),
                Console.figure(row.loss())));
    row.validation()
        .ifPresent(
            v -> {
              text.append("  validation loss ").append(Console.figure(v.loss()));
              Headline.of(v).ifPresent(headline -> text.append(' ').append(headline));
            });
    health(text, row.run(), row.gradientNorm(), row.clipRate(), row.deadShare());
    text.append("  ").append(Console.count(row.examplesPerSecond())).append(" examples/s  ");
    console.line("epoch", text.append(left(row.secondsLeft())).toString());
  }

  private static void health(
      StringBuilder text, RunOutline run, double norm, double clipRate, OptionalDouble dead) {
    text.append("  gradient norm ").append(Console.norm(norm));
    if (run.clips()) {
      text.append("  clipped ").append(Console.percent(clipRate));
    }
    if (run.canDie()) {
      dead.ifPresent(share -> text.append("  dead ").append(Console.percent(share)));
    }
  }

  private static String left(double seconds) {
    return Console.clock(seconds) + " left";
  }

  @Override
  public void line(String label, String text, Tone tone) {
    console.line(label, text);
  }

  @Override
  public void close() {}
}

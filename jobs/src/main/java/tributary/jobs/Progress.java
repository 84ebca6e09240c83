package tributary.jobs;

import java.util.Locale;
import tributary.train.EpochReport;
import tributary.train.StepReport;
import tributary.train.TrainingListener;

/** A line for each epoch, and within a long epoch one for every few seconds. */
final class Progress implements TrainingListener {
  private static final long QUIET_NANOS = 5_000_000_000L;

  private final Console console;
  private final int epochs;
  private final long steps;
  private long lastLine = System.nanoTime();
  private boolean first = true;
  private long examples;

  /**
   * @param steps of the whole run, if nothing ends it early
   */
  Progress(Console console, int epochs, long steps) {
    this.console = console;
    this.epochs = epochs;
    this.steps = steps;
  }

  @Override
  public void onStep(StepReport report) {
    examples += report.examples();
    long now = System.nanoTime();
    if (first || now - lastLine > QUIET_NANOS) {
      String speed =
          first ? "" : "  " + Console.count(examples * 1e9 / (now - lastLine)) + " examples/s";
      console.line(
          "step",
          String.format(
              Locale.ROOT,
              "%,d/%,d  epoch %d/%d  loss %.5f%s",
              report.step().number() + 1,
              steps,
              report.step().epoch() + 1,
              epochs,
              report.loss(),
              speed));
      restart(now);
    }
    first = false;
  }

  @Override
  public void onEpoch(EpochReport report) {
    String validation =
        report
            .validation()
            .map(v -> "  validation loss " + Console.figure(v.loss()) + " " + Console.headline(v))
            .orElse("");
    console.line(
        "epoch",
        String.format(
            Locale.ROOT,
            "%d/%d  loss %.5f%s  %s examples/s  %s left",
            report.epoch() + 1,
            epochs,
            report.trainLoss(),
            validation,
            Console.count(report.examplesPerSecond()),
            Console.clock(report.secondsLeft())));
    restart(System.nanoTime());
  }

  private void restart(long now) {
    lastLine = now;
    examples = 0;
  }
}

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
  private final long stepsPerEpoch;
  private long lastLine = System.nanoTime();
  private boolean first = true;
  private long examples;

  Progress(Console console, int epochs, long stepsPerEpoch) {
    this.console = console;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  @Override
  public void onStep(StepReport report) {
    examples += report.examples();
    long now = System.nanoTime();
    if (first || now - lastLine > QUIET_NANOS) {
      String speed =
          first ? "" : "  " + Console.count(examples * 1e9 / (now - lastLine)) + " examples/s";
      console.line(
          "step " + (report.step().number() + 1),
          String.format(
              Locale.ROOT,
              "epoch %d/%d, %d of %d steps  loss %.5f%s",
              report.step().epoch() + 1,
              epochs,
              report.step().inEpoch() + 1,
              stepsPerEpoch,
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
        String.format(Locale.ROOT, "epoch %3d/%d", report.epoch() + 1, epochs),
        String.format(
            Locale.ROOT,
            "  loss %.5f%s  %s examples/s  %s left",
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

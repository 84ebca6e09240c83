package tributary.ml;

import java.util.Locale;
import tributary.data.Printable;
import tributary.nn.NetworkSpec;
import tributary.train.Alarm;
import tributary.train.EpochReport;
import tributary.train.StepReport;
import tributary.train.TrainingListener;

/**
 * Says on the console how far a fit is: nothing in its first two seconds, then what it does and a
 * line every two seconds or each epoch, whichever is rarer.
 */
final class FitProgress implements TrainingListener {
  private static final long EVERY_NANOS = 2_000_000_000L;

  private final String estimator;
  private final boolean wanted;
  private long due = System.nanoTime() + EVERY_NANOS;
  private String opening = "";
  private int epochs;

  FitProgress(String estimator, boolean wanted) {
    this.estimator = estimator;
    this.wanted = wanted;
  }

  /** The rows are ready and training begins. */
  void begin(TrainingTables tables, NetworkSpec network, int epochsInAll) {
    epochs = epochsInAll;
    opening =
        ArchitectureTable.number(tables.train().rows())
            + " rows, "
            + ArchitectureTable.line(network)
            + "; "
            + ArchitectureTable.loss(network.loss());
  }

  @Override
  public void onStep(StepReport report) {
    if (System.nanoTime() - due > EVERY_NANOS) {
      // Epochs are long: tell of steps in between.
      say(
          String.format(
              Locale.ROOT,
              "epoch %d/%d, step %,d: loss %.5f",
              report.step().epoch() + 1,
              epochs,
              report.step().number() + 1,
              report.loss()));
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    if (System.nanoTime() - due >= 0) {
      say(
          String.format(
              Locale.ROOT,
              "epoch %d/%d: loss %.5f%s, %,.0f examples/s, %.0f s left",
              report.epoch() + 1,
              epochs,
              report.trainLoss(),
              report.validation().map(v -> ", validation " + v.describe()).orElse(""),
              report.examplesPerSecond(),
              report.secondsLeft()));
    }
  }

  @Override
  public void onAlarm(Alarm alarm) {
    if (alarm.raised()) {
      say("alarm: " + alarm.message());
    }
  }

  /** Training is over. */
  void end(TrainingSummary summary) {
    if (wanted) {
      summary
          .warnings()
          .forEach(warning -> ShellConsole.println(estimator + "  note: " + Printable.of(warning)));
    }
    if (System.nanoTime() - due >= 0 || opening.isEmpty()) {
      say(SummaryTable.outcome(summary));
    }
  }

  private void say(String text) {
    if (!wanted) {
      return;
    }
    if (!opening.isEmpty()) {
      ShellConsole.println(estimator + "  " + opening);
      opening = "";
    }
    ShellConsole.println(estimator + "  " + text);
    due = System.nanoTime() + EVERY_NANOS;
  }
}

package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tributary.data.Printable;
import tributary.train.TimeLedger;

/** A training as text: the outcome, a line an epoch, time and health. */
final class SummaryTable {
  /** Long histories show their beginning and their end. */
  private static final int FIRST = 10;

  private static final int LAST = 10;

  private SummaryTable() {}

  static String of(TrainingSummary summary) {
    List<String> lines = new ArrayList<>();
    lines.add(summary.facts().estimator() + ": " + outcome(summary));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d rows%s, %,d weights, batch %,d over %,d shards",
            summary.rows(),
            summary.facts().validationRows() == 0
                ? ""
                : String.format(
                    Locale.ROOT, " and %,d to validate", summary.facts().validationRows()),
            summary.facts().parameters(),
            summary.batchSize(),
            summary.shards()));
    lines.add("");
    history(summary, lines);
    lines.add("");
    lines.add("time       " + time(summary.ledger()));
    lines.add("execution  " + summary.facts().execution());
    health(summary.health(), lines);
    summary.warnings().forEach(warning -> lines.add("note       " + Printable.of(warning)));
    lines.add("weights    sha256 " + summary.weightsSha256());
    return String.join("\n", lines);
  }

  /** Such as {@code completed, 350 steps in 1.9 s; validation loss 0.41, accuracy 0.88}. */
  static String outcome(TrainingSummary summary) {
    return String.format(
            Locale.ROOT,
            "%s, %,d steps in %.1f s, %.1f s in all",
            summary.status(),
            summary.steps(),
            summary.ledger().total(),
            summary.facts().seconds())
        + summary.validation().map(v -> "; validation " + v.describe()).orElse("");
  }

  private static void history(TrainingSummary summary, List<String> lines) {
    lines.add(
        String.format(
            Locale.ROOT,
            "%7s %9s %12s  %10s %12s  %s",
            "epoch",
            "steps",
            "loss",
            "‖∇‖",
            "examples/s",
            "validation"));
    List<TrainingSummary.Epoch> epochs = summary.epochs();
    for (int i = 0; i < epochs.size(); i++) {
      if (i == FIRST && epochs.size() > FIRST + LAST) {
        lines.add("      …");
        i = epochs.size() - LAST;
      }
      lines.add(row(epochs.get(i)));
    }
  }

  private static String row(TrainingSummary.Epoch epoch) {
    return String.format(
            Locale.ROOT,
            "%7d %,9d %12.6f  %10.3g %,12.0f  %s",
            epoch.epoch(),
            epoch.steps(),
            epoch.trainLoss(),
            epoch.gradientNorm(),
            epoch.examplesPerSecond(),
            epoch.validation().map(v -> v.describe()).orElse(""))
        .stripTrailing();
  }

  private static String time(TimeLedger ledger) {
    return String.format(
            Locale.ROOT,
            "compute %.1f s, scheduling %.1f s, weights out %.1f s, waiting %.1f s, sums %.1f s,"
                + " update %.1f s, validation %.1f s",
            ledger.compute(),
            ledger.scheduling(),
            ledger.broadcast(),
            ledger.waiting(),
            ledger.aggregation(),
            ledger.update(),
            ledger.evaluation())
        + "; "
        + ledger.verdict();
  }

  private static void health(TrainingSummary.Health health, List<String> lines) {
    int units = health.deadUnits().stream().mapToInt(layer -> layer.units()).sum();
    int dead = health.deadUnits().stream().mapToInt(layer -> layer.dead()).sum();
    lines.add(
        String.format(
            Locale.ROOT,
            "health     %s%.0f %% of steps clipped, %s",
            units == 0 ? "" : String.format(Locale.ROOT, "%d of %d units dead, ", dead, units),
            100 * health.clipRate(),
            health.nonFiniteSteps() == 0
                ? "no step that was not finite"
                : health.nonFiniteSteps() + " steps not finite"));
    health.alarms().forEach(alarm -> lines.add("alarm      " + alarm));
  }
}

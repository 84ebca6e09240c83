package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import tributary.train.Alarm;
import tributary.train.EpochReport;
import tributary.train.NonFiniteReport;
import tributary.train.StepReport;
import tributary.train.TimeLedger;
import tributary.train.TrainingListener;
import tributary.train.TrainingResult;
import tributary.train.UnitsReport;
import tributary.train.UnitsReport.DeadUnits;

/** Gathers what the summary of a fit will say. */
final class SummaryListener implements TrainingListener {
  private final List<TrainingSummary.Epoch> epochs = new ArrayList<>();
  private final List<String> alarms = new ArrayList<>();
  private List<DeadUnits> deadUnits = List.of();
  private TimeLedger ledger = TimeLedger.NONE;
  private double gradientNorms;
  private long steps;
  private long clippedSteps;
  private long nonFiniteSteps;
  private long epochSteps;

  @Override
  public void onStep(StepReport report) {
    steps++;
    epochSteps++;
    gradientNorms += report.gradientNorm();
    clippedSteps += report.clipped() ? 1 : 0;
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    nonFiniteSteps++;
  }

  @Override
  public void onAlarm(Alarm alarm) {
    if (alarm.raised()) {
      alarms.add(alarm.message());
    }
  }

  @Override
  public void onUnits(UnitsReport report) {
    deadUnits = report.layers();
  }

  @Override
  public void onEpoch(EpochReport report) {
    epochs.add(
        new TrainingSummary.Epoch(
            report.epoch() + 1,
            report.steps(),
            report.trainLoss(),
            report.validation(),
            epochSteps == 0 ? 0 : gradientNorms / epochSteps,
            report.examplesPerSecond()));
    epochSteps = 0;
    gradientNorms = 0;
  }

  @Override
  public void onEnd(TimeLedger whole) {
    ledger = whole;
  }

  TrainingSummary summary(TrainingResult result, SummaryFacts facts, List<String> warnings) {
    return new TrainingSummary(
        facts,
        Words.of(result.status()),
        result.steps(),
        result.weightsStep(),
        result.validation(),
        epochs,
        ledger,
        new TrainingSummary.Health(
            deadUnits, steps == 0 ? 0 : (double) clippedSteps / steps, nonFiniteSteps, alarms),
        warnings);
  }
}

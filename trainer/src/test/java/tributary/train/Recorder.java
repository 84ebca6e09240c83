package tributary.train;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class Recorder implements TrainingListener {
  final List<String> order = new ArrayList<>();
  final List<StepReport> steps = new ArrayList<>();
  final List<ValidationReport> validations = new ArrayList<>();
  final List<EpochReport> epochs = new ArrayList<>();
  final List<UnitsReport> units = new ArrayList<>();
  final List<NonFiniteReport> nonFinite = new ArrayList<>();
  final List<HistogramReport> histograms = new ArrayList<>();
  final List<Alarm> alarms = new ArrayList<>();
  TimeLedger ledger = TimeLedger.NONE;

  @Override
  public void onStep(StepReport report) {
    order.add("step " + report.step().number());
    steps.add(report);
  }

  @Override
  public void onValidation(ValidationReport report) {
    order.add("validation after " + report.steps());
    validations.add(report);
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    order.add("not finite " + report.step().number());
    nonFinite.add(report);
  }

  @Override
  public void onUnits(UnitsReport report) {
    order.add("units " + report.step());
    units.add(report);
  }

  @Override
  public void onHistograms(HistogramReport report) {
    order.add("histograms " + report.step());
    histograms.add(report);
  }

  @Override
  public void onAlarm(Alarm alarm) {
    order.add("alarm " + alarm.kind());
    alarms.add(alarm);
  }

  @Override
  public void onEnd(TimeLedger whole) {
    order.add("end");
    ledger = whole;
  }

  @Override
  public void onEpoch(EpochReport report) {
    order.add("epoch " + report.epoch());
    epochs.add(report);
  }
}

package tributary.train;

import java.util.List;

/** Several listeners as one, told in their order. */
record Listeners(List<TrainingListener> all) implements TrainingListener {
  @Override
  public void onStep(StepReport report) {
    all.forEach(listener -> listener.onStep(report));
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    all.forEach(listener -> listener.onNonFinite(report));
  }

  @Override
  public void onValidation(ValidationReport report) {
    all.forEach(listener -> listener.onValidation(report));
  }

  @Override
  public void onUnits(UnitsReport report) {
    all.forEach(listener -> listener.onUnits(report));
  }

  @Override
  public void onHistograms(HistogramReport report) {
    all.forEach(listener -> listener.onHistograms(report));
  }

  @Override
  public void onAlarm(Alarm alarm) {
    all.forEach(listener -> listener.onAlarm(alarm));
  }

  @Override
  public void onEpoch(EpochReport report) {
    all.forEach(listener -> listener.onEpoch(report));
  }

  @Override
  public void onEnd(TimeLedger ledger) {
    all.forEach(listener -> listener.onEnd(ledger));
  }
}

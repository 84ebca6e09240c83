package tributary.train;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class Recorder implements TrainingListener {
  final List<String> order = new ArrayList<>();
  final List<StepReport> steps = new ArrayList<>();
  final List<ValidationReport> validations = new ArrayList<>();
  final List<EpochReport> epochs = new ArrayList<>();

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
  public void onEpoch(EpochReport report) {
    order.add("epoch " + report.epoch());
    epochs.add(report);
  }
}

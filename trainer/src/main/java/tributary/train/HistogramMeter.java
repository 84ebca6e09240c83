package tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tributary.nn.ParameterLayout.LayerRange;
import tributary.train.HistogramReport.LayerHistograms;

/** Takes the histograms of weights and gradients at the steps where they are due. */
final class HistogramMeter {
  private final List<LayerRange> layers;
  private final long everySteps;
  private List<Histogram> gradients = List.of();

  HistogramMeter(Optional<HealthPlan> plan) {
    this.layers = plan.map(HealthPlan::layers).orElse(List.of());
    this.everySteps = plan.map(HealthPlan::histogramEverySteps).orElse(0L);
  }

  /** Before the optimizer turns the mean gradient, which is finite, into an update. */
  void beforeUpdate(StepId step, float[] meanGradient) {
    boolean due = everySteps > 0 && step.number() % everySteps == 0;
    gradients = due ? histograms(meanGradient) : List.of();
  }

  /** After the update; empty where no histograms are due. */
  Optional<HistogramReport> afterUpdate(StepId step, float[] weights) {
    if (gradients.isEmpty()) {
      return Optional.empty();
    }
    List<Histogram> ofWeights = histograms(weights);
    List<LayerHistograms> both = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      both.add(new LayerHistograms(layers.get(i).layer(), ofWeights.get(i), gradients.get(i)));
    }
    return Optional.of(new HistogramReport(step.number(), step.epoch(), both));
  }

  private List<Histogram> histograms(float[] values) {
    return layers.stream()
        .map(layer -> Histograms.of(values, layer.offset(), layer.end()))
        .toList();
  }
}

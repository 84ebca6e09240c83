package tributary.train;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tributary.nn.Activation;
import tributary.nn.UnitLayer;

/**
 * Raises {@link Alarm.Kind#VANISHING_GRADIENT}: the gradient's RMS in the first quarter of the
 * layers with units, over that in the last quarter, each as a geometric mean.
 */
final class VanishingWatch implements TrainingListener {
  /**
   * Measured steps in a row, so that one odd batch or a zero output layer's first steps are not
   * enough.
   */
  private static final int IN_ROW = 3;

  /** Cleared above this many times the threshold. */
  private static final double CLEAR = 2;

  private final double threshold;
  private final List<String> first;
  private final List<String> last;
  private final String advice;
  private final AlarmSwitch alarm;
  private int below;

  VanishingWatch(HealthPlan plan, TrainingListener tell) {
    this.threshold = plan.alarms().vanishingRatio();
    List<String> names = plan.units().stream().map(UnitLayer::name).toList();
    int group = Math.max(1, names.size() / 4);
    boolean enough = names.size() > 1;
    this.first = enough ? names.subList(0, group) : List.of();
    this.last = enough ? names.subList(names.size() - group, names.size()) : List.of();
    this.advice = advice(plan.units());
    this.alarm = new AlarmSwitch(Alarm.Kind.VANISHING_GRADIENT, names.stream().findFirst(), tell);
  }

  private static String advice(List<UnitLayer> units) {
    boolean saturates =
        units.stream()
            .anyMatch(
                layer ->
                    layer.activation() == Activation.SIGMOID
                        || layer.activation() == Activation.TANH);
    String skips = "wrap the layers in { residual = [ … ] } or set skip = true (network.layers)";
    return saturates ? skips + ", or set network.activation = relu" : skips;
  }

  @Override
  public void onStep(StepReport report) {
    if (first.isEmpty() || report.layers().isEmpty()) {
      return;
    }
    Map<String, Double> rms = new HashMap<>();
    report.layers().forEach(layer -> rms.put(layer.layer(), layer.gradientRms()));
    double near = mean(first, rms);
    double far = mean(last, rms);
    // With no gradient anywhere nothing reaches the first layers either.
    double ratio = near == 0 ? 0 : near / far;
    below = ratio < threshold ? below + 1 : 0;
    StepId step = report.step();
    if (below >= IN_ROW) {
      alarm.raise(step.number(), step.epoch(), ratio, raised(near, far, ratio));
    } else if (ratio > CLEAR * threshold) {
      alarm.clear(
          step.number(),
          step.epoch(),
          ratio,
          "the gradient reaches the first layers again: its RMS there is "
              + Words.figure(near)
              + ", in the last "
              + Words.figure(far));
    }
  }

  private String raised(double near, double far, double ratio) {
    if (near == 0) {
      return "no gradient reaches "
          + names(first)
          + ", where it is 0, so that "
          + (first.size() == 1 ? "this layer learns" : "these layers learn")
          + " nothing; "
          + advice;
    }
    return "the gradient vanishes on its way back: its RMS is "
        + Words.figure(near)
        + " in "
        + names(first)
        + " and "
        + Words.figure(far)
        + " in "
        + names(last)
        + ", "
        + Words.figure(1 / ratio)
        + " times as much, so that the first layers hardly learn; "
        + advice;
  }

  private static String names(List<String> layers) {
    String from = layers.get(0);
    return layers.size() == 1 ? from : from + " to " + layers.get(layers.size() - 1);
  }

  private static double mean(List<String> layers, Map<String, Double> rms) {
    double logs = 0;
    for (String layer : layers) {
      logs += Math.log(Optional.ofNullable(rms.get(layer)).orElse(0.0));
    }
    return Math.exp(logs / layers.size());
  }
}

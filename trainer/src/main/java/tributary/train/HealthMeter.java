package tributary.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.linalg.Floats;
import tributary.nn.ActivationSums;
import tributary.nn.ParameterLayout.LayerRange;
import tributary.nn.UnitLayer;
import tributary.train.UnitsReport.DeadUnits;

/** Reads the health of layers and units off what passes through the loop. Changes no result. */
final class HealthMeter {
  private final Optional<HealthPlan> plan;
  private final UsualNorm usual = new UsualNorm();
  private boolean jumped;
  private double[] gradientNorms = {};
  private @Nullable ActivationSums window;
  private long windowSteps;

  HealthMeter(Optional<HealthPlan> plan) {
    this.plan = plan;
  }

  /**
   * Before the optimizer turns the mean gradient into an update; NaN where it has no norm.
   *
   * @return whether this step is measured
   */
  boolean beforeUpdate(GradientSum sum, float[] meanGradient) {
    ActivationSums seen = sum.activations();
    if (plan.isEmpty() || !(jumped || (seen != null && seen.hasMoments()))) {
      return false;
    }
    List<LayerRange> layers = plan.get().layers();
    gradientNorms = new double[layers.size()];
    for (int i = 0; i < gradientNorms.length; i++) {
      gradientNorms[i] = norm(meanGradient, layers.get(i));
    }
    return true;
  }

  /** After a step that {@link #beforeUpdate} said is measured. */
  List<LayerHealth> afterUpdate(GradientSum sum, float[] weights, float[] update) {
    Map<String, LayerHealth.Activation> activations = activations(sum.activations());
    List<LayerHealth> health = new ArrayList<>();
    for (LayerRange layer : plan.orElseThrow().layers()) {
      health.add(
          new LayerHealth(
              layer.layer(),
              layer.length(),
              gradientNorms[health.size()],
              norm(weights, layer),
              norm(update, layer),
              Optional.ofNullable(activations.get(layer.layer()))));
    }
    return List.copyOf(health);
  }

  private static double norm(float[] values, LayerRange layer) {
    return Math.sqrt(Floats.sumOfSquares(values, layer.offset(), layer.end()));
  }

  private Map<String, LayerHealth.Activation> activations(@Nullable ActivationSums seen) {
    Map<String, LayerHealth.Activation> byLayer = new HashMap<>();
    if (seen != null && seen.hasMoments()) {
      List<UnitLayer> units = plan.orElseThrow().units();
      for (int i = 0; i < units.size(); i++) {
        byLayer.put(
            units.get(i).name(),
            new LayerHealth.Activation(seen.mean(i), seen.deviation(i), seen.zeroShare(i)));
      }
    }
    return byLayer;
  }

  /** After every step, measured or not. */
  void stepped(GradientSum sum, double gradientNorm) {
    // Where the gradient explodes the next step is the last chance to see in which layer.
    jumped =
        plan.isPresent() && usual.exceededBy(gradientNorm, plan.get().alarms().explodingFactor());
    usual.observe(gradientNorm);
    saw(sum);
  }

  /** The step changed no weight, but its examples were looked at. */
  void skipped(GradientSum sum) {
    saw(sum);
  }

  private void saw(GradientSum sum) {
    ActivationSums seen = sum.activations();
    if (plan.isPresent() && seen != null) {
      if (window == null) {
        window = new ActivationSums(plan.get().units(), false);
      }
      window.add(seen);
      windowSteps++;
    }
  }

  /**
   * What the window that ends with {@code step} saw; empty where it does not end, and where this
   * process has not seen all of it.
   *
   * @param epochEnded whether the step ended an epoch or the run
   */
  Optional<UnitsReport> endWindow(StepId step, boolean epochEnded) {
    if (plan.isEmpty() || window == null) {
      return Optional.empty();
    }
    long every = plan.get().windowSteps();
    boolean ends = every == 0 ? epochEnded : (step.number() + 1) % every == 0;
    if (!ends) {
      return Optional.empty();
    }
    ActivationSums seen = window;
    long steps = windowSteps;
    window = null;
    windowSteps = 0;
    boolean whole = steps == (every == 0 ? step.inEpoch() + 1 : every);
    return whole ? Optional.of(report(step, steps, seen)) : Optional.empty();
  }

  private UnitsReport report(StepId step, long steps, ActivationSums seen) {
    List<UnitLayer> units = plan.orElseThrow().units();
    List<DeadUnits> layers = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      UnitLayer layer = units.get(i);
      if (layer.canDie()) {
        layers.add(new DeadUnits(layer.name(), layer.units(), layer.units() - seen.activeUnits(i)));
      }
    }
    return new UnitsReport(step.number(), step.epoch(), steps, layers);
  }
}

package tributary.train;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Raises {@link Alarm.Kind#EXPLODING_GRADIENT}: the norm is far above the usual one, several steps
 * in a row or by the square of the factor at once.
 */
final class ExplodingWatch implements TrainingListener {
  private static final int IN_ROW = 3;

  /** Steps at the usual norm after which it has passed. */
  private static final int CALM = 20;

  /** The step at which the norm was too high, and what had been usual until then. */
  private record Jump(StepId step, double norm, double usual) {}

  private final double factor;
  private final UsualNorm usual = new UsualNorm();
  private final AlarmSwitch alarm;
  private int high;
  private int calm;
  private @Nullable Jump jump;

  ExplodingWatch(AlarmConfig config, TrainingListener tell) {
    this.factor = config.explodingFactor();
    this.alarm = new AlarmSwitch(Alarm.Kind.EXPLODING_GRADIENT, Optional.empty(), tell);
  }

  @Override
  public void onStep(StepReport report) {
    double norm = report.gradientNorm();
    boolean above = usual.exceededBy(norm, factor);
    high = above ? high + 1 : 0;
    calm = above ? 0 : calm + 1;
    if (jump == null && above && (high >= IN_ROW || usual.exceededBy(norm, factor * factor))) {
      jump = new Jump(report.step(), norm, usual.norm());
    }
    // The step after a jump has its layers measured: worth waiting for, but no longer than that.
    if (jump != null && (!report.layers().isEmpty() || !jump.step().equals(report.step()))) {
      raise(jump, report.layers());
      jump = null;
    } else if (calm >= CALM) {
      alarm.clear(
          report.step().number(),
          report.step().epoch(),
          norm / usual.norm(),
          "the gradient norm is " + Words.figure(norm) + ", as usual");
    }
    usual.observe(norm);
  }

  /** The step after a jump may be the one at which it ends. */
  @Override
  public void onNonFinite(NonFiniteReport report) {
    if (jump != null) {
      raise(jump, List.of());
      jump = null;
    }
  }

  private void raise(Jump from, List<LayerHealth> layers) {
    Optional<LayerHealth> most =
        layers.stream().max(Comparator.comparingDouble(LayerHealth::gradientNorm));
    double times = from.norm() / from.usual();
    alarm.raise(
        from.step().number(),
        from.step().epoch(),
        most.map(LayerHealth::layer),
        times,
        "the gradient explodes: its norm is "
            + Words.figure(from.norm())
            + ", "
            + Words.figure(times)
            + " times the usual "
            + Words.figure(from.usual())
            + most.map(layer -> ", most of it in " + layer.layer()).orElse("")
            + "; set training.clipNorm = "
            + oneDigit(from.usual())
            + " or lower training.learningRate");
  }

  /** 2.7 is 3, 0.043 is 0.04. */
  private static String oneDigit(double value) {
    double digit = Math.pow(10, Math.floor(Math.log10(value)));
    double rounded = Math.round(value / digit) * digit;
    return rounded >= 1 ? String.valueOf(Math.round(rounded)) : String.valueOf((float) rounded);
  }
}

package tributary.train;

import java.util.Optional;

/**
 * A step whose loss, gradient or update was not finite: what it was, where it began, and what was
 * done. The step itself changed no weight.
 *
 * @param what such as {@code loss became NaN}
 * @param gradientNorm ‖∇‖₂ of the mean gradient, itself perhaps not finite
 * @param learningRate the rate that the step would have had
 * @param origin empty where no shard's part alone is at fault, or the source cannot say
 */
public record NonFiniteReport(
    StepId step,
    String what,
    double gradientNorm,
    double learningRate,
    Optional<NonFiniteOrigin> origin,
    Action action) {
  public enum Action {
    /** The run ended with {@link DivergedException}. */
    STOP,
    /** The step was left out; the weights stayed as they were, to the bit. */
    SKIP,
    /** The last good weights were taken back, and the learning rate was made smaller. */
    ROLLBACK
  }

  /** What became of what, and where first: {@code loss became NaN, first in …}. */
  public String describe() {
    return what + origin.map(o -> ", first in " + o.describe()).orElse("");
  }
}

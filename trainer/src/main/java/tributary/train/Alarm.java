package tributary.train;

import java.util.Optional;

/**
 * Something that keeps a network from learning was seen, or has passed.
 *
 * <p>Raised once; told again, with {@code raised} false, when it passes.
 *
 * @param layer the one it is about, as the parameter layout names it; empty if about the whole
 * @param step the step after which it was noticed, from 0
 * @param value the figure that decided, in the unit that {@link Kind} says
 * @param message one sentence: what, where, the figure, and what to try
 */
public record Alarm(
    Kind kind,
    Optional<String> layer,
    long step,
    int epoch,
    boolean raised,
    double value,
    String message) {
  public enum Kind {
    /** The share of a layer's units that were active for no example of the window. */
    DEAD_UNITS,
    /** Gradient RMS of the first layers over that of the last. */
    VANISHING_GRADIENT,
    /** The gradient norm over the usual one. */
    EXPLODING_GRADIENT,
    /** The share of steps whose gradient was clipped. */
    CLIPPING,
    /** By how much of itself the loss has fallen. */
    PLATEAU,
    /** How many standard deviations the loss is above the mean of the last steps. */
    LOSS_SPIKE,
    /** The loss over the one that training began with; NaN where a value was not finite. */
    DIVERGENCE
  }
}

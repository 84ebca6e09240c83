package tributary.train;

import java.io.Serializable;

/**
 * When a source of gradients looks at what the units do: which were active, at every step; means
 * and shares besides, at every {@code everySteps}-th. Never changes a bit of the gradient.
 *
 * @param everySteps 0 for not looking at all
 */
public record HealthConfig(long everySteps) implements Serializable {
  /** Looks at nothing and costs nothing. */
  public static final HealthConfig OFF = new HealthConfig(0);

  /**
   * @throws IllegalArgumentException if {@code everySteps} is negative
   */
  public HealthConfig {
    if (everySteps < 0) {
      throw new IllegalArgumentException(
          "health: everySteps is " + everySteps + "; it must be at least 1, or 0 for off");
    }
  }

  public boolean on() {
    return everySteps > 0;
  }

  /** Whether the step is one of those at which everything is measured. */
  boolean due(StepId step) {
    return on() && step.number() % everySteps == 0;
  }
}

package tributary.nn;

/**
 * A layer of units as its health is told: its name in {@link ParameterLayout}, how many units it
 * has, and what they do.
 */
public record UnitLayer(String name, int units, Activation activation, boolean skip) {
  /**
   * Whether a unit that is never active is dead: it then gets no gradient, and nothing will change
   * it. Not so with a leak or with the skip around the activation, which pass the gradient on.
   */
  public boolean canDie() {
    return activation == Activation.RELU && !skip;
  }
}

package tributary.optim;

import java.util.List;

/**
 * A running sum of past gradients that forgets: v ← momentum · v + u, then u ← v, or for Nesterov u
 * ← u + momentum · v, which looks one step ahead.
 *
 * <p>The sum is not divided by anything: under a steady gradient it grows to 1/(1 − momentum) times
 * that gradient, and the learning rate must be chosen for it. As in torch, with dampening 0. The
 * slot {@code momentum.velocity} is v.
 *
 * @see <a href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. 2013</a>
 */
public record Momentum(double momentum, boolean nesterov) implements GradientTransform {
  static final String VELOCITY = "momentum.velocity";

  /**
   * @throws IllegalArgumentException if {@code momentum} is not in [0, 1), or is 0 with Nesterov
   */
  public Momentum {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum: momentum is " + momentum + "; it must be in [0, 1)");
    }
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "momentum: Nesterov is set but momentum is 0, so there is nothing to look ahead with;"
              + " set a momentum above 0 (0.9 is usual) or leave Nesterov off");
    }
  }

  @Override
  public List<String> slots() {
    return List.of(VELOCITY);
  }

  @Override
  public Pass begin(Update update) {
    float[] u = update.values();
    float[] v = update.slot(VELOCITY);
    float mu = (float) momentum;
    return nesterov
        ? (from, to) -> lookAhead(mu, u, v, from, to)
        : (from, to) -> accumulate(mu, u, v, from, to);
  }

  private static void accumulate(float mu, float[] u, float[] v, int from, int to) {
    for (int i = from; i < to; i++) {
      v[i] = mu * v[i] + u[i];
      u[i] = v[i];
    }
  }

  private static void lookAhead(float mu, float[] u, float[] v, int from, int to) {
    for (int i = from; i < to; i++) {
      v[i] = mu * v[i] + u[i];
      u[i] += mu * v[i];
    }
  }

  @Override
  public String toString() {
    return (nesterov ? "Nesterov momentum " : "momentum ") + momentum;
  }
}

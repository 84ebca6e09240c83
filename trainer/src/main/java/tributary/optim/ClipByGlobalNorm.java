package tributary.optim;

import tributary.linalg.Floats;

/**
 * Scales the update so that its global L2 norm is at most {@code maxNorm}; leaves it untouched
 * otherwise.
 *
 * <p>u ← u · min(1, maxNorm / ‖u‖₂), the norm over the whole flat vector, summed in double, so that
 * neither huge nor tiny elements are lost when squared. Direction is kept; it never scales up;
 * applying it twice changes nothing. Expects the mean gradient, before momentum. An update with an
 * element that is not finite has no direction to keep and is left as it is.
 *
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio 2013, algorithm 1</a>
 */
public record ClipByGlobalNorm(double maxNorm) implements GradientTransform {
  /**
   * The factor and each product are rounded to float, which may lift the norm by two parts in 2²⁴;
   * giving that away beforehand makes "at most maxNorm" true, and a second clip idle to the bit.
   */
  private static final double ROUNDING = 1 - 0x1.0p-22;

  /** A factor below this is applied in parts, since a float that small has few bits left. */
  private static final double SMALLEST_FACTOR = 0x1.0p-64;

  /**
   * @throws IllegalArgumentException if {@code maxNorm} is not finite and positive
   */
  public ClipByGlobalNorm {
    if (!(maxNorm > 0 && maxNorm < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "clip by global norm: the norm is "
              + maxNorm
              + "; it must be finite and positive (leave the clip out for none)");
    }
  }

  @Override
  public boolean looksAtValues() {
    return true;
  }

  @Override
  public Pass begin(Update update) {
    double norm = update.norm();
    if (!(norm > maxNorm && norm < Double.POSITIVE_INFINITY)) {
      return (from, to) -> {};
    }
    update.markClipped(maxNorm);
    float[] u = update.values();
    double whole = maxNorm / norm * ROUNDING;
    return (from, to) -> {
      double factor = whole;
      while (factor < SMALLEST_FACTOR) {
        Floats.scale((float) SMALLEST_FACTOR, u, from, to);
        factor /= SMALLEST_FACTOR;
      }
      Floats.scale((float) factor, u, from, to);
    };
  }

  @Override
  public String toString() {
    return "clip to global norm " + maxNorm;
  }
}

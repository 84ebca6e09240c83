package tributary.train;

/**
 * Early stopping (Prechelt 1998): training ends when {@code patience} validations in a row have not
 * lowered the loss by more than {@code minDelta} below the lowest that counted.
 *
 * <p>A value; a loss that is not finite lowers nothing.
 *
 * @param lowest the lowest loss that counted; infinite before the first
 * @param waited how many validations there were since
 */
public record StoppingRule(int patience, double minDelta, double lowest, int waited) {
  /** Before the first validation; a patience of 0 never stops. */
  public static StoppingRule of(int patience, double minDelta) {
    return new StoppingRule(patience, minDelta, Double.POSITIVE_INFINITY, 0);
  }

  /** The rule after one more validation. */
  public StoppingRule after(double loss) {
    if (Double.isFinite(loss) && loss < lowest - minDelta) {
      return new StoppingRule(patience, minDelta, loss, 0);
    }
    return new StoppingRule(patience, minDelta, lowest, waited + 1);
  }

  public boolean stop() {
    return patience > 0 && waited >= patience;
  }
}

package tributary.train;

import java.util.Optional;

/**
 * What steps that were not finite have left behind.
 *
 * @param inRow how many there were in a row
 * @param lastStep the number of the last one; −1 if there was none
 * @param rateFactor what every learning rate is multiplied by
 * @param good where a rollback would go back to; empty where the run never rolls back
 */
public record Setbacks(int inRow, long lastStep, double rateFactor, Optional<GoodWeights> good) {
  public static final Setbacks NONE = new Setbacks(0, -1, 1, Optional.empty());
}

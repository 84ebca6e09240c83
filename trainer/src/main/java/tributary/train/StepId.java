package tributary.train;

import java.io.Serializable;

/**
 * Which step it is: its number over the whole run, its epoch, and its place within the epoch, all
 * from 0.
 */
public record StepId(long number, int epoch, long inEpoch) implements Serializable {
  /** Such as {@code step 120, epoch 3}. */
  public String describe() {
    return "step " + number + ", epoch " + epoch;
  }
}

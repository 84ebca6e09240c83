package tributary.optim;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.linalg.Floats;

/**
 * All that an {@link Optimizer} remembers between steps: how many it made, and the slots of its
 * transforms. A copy of it is an optimizer checkpoint, complete.
 *
 * <p>It owns its arrays; each is written by its transform alone, and by {@link #restore}. Not
 * thread-safe: it belongs to the training loop's thread.
 */
public final class OptimizerState {
  private final int size;
  private final Map<String, float[]> slots;
  private long step;
  private double rateFactor;

  private OptimizerState(int size, Map<String, float[]> slots, long step, double rateFactor) {
    this.size = size;
    this.slots = Collections.unmodifiableMap(slots);
    this.step = step;
    this.rateFactor = rateFactor;
  }

  /** Step 0 with each slot {@code size} zeros; see {@link Optimizer#newState}. */
  static OptimizerState zeros(int size, List<String> names) {
    Map<String, float[]> slots = new LinkedHashMap<>();
    for (String name : names) {
      slots.put(name, new float[size]);
    }
    return new OptimizerState(size, slots, 0, 1);
  }

  /** How many steps were made, which is also the number of the next one. */
  public long step() {
    return step;
  }

  /** How many weights it belongs to: the length of every slot. */
  public int size() {
    return size;
  }

  /** The slots by name, in the order of the chain: the arrays themselves, for reading. */
  public Map<String, float[]> slots() {
    return slots;
  }

  /**
   * @throws IllegalArgumentException if there is no slot of this name
   */
  float[] slot(String name) {
    float[] slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "optimizer state: there is no slot "
              + name
              + " among "
              + slots.keySet()
              + "; a transform must name each slot that it uses");
    }
    return slot;
  }

  /** What every learning rate is multiplied by: 1 until {@link #lowerRate}. */
  public double rateFactor() {
    return rateFactor;
  }

  /** Counts a step: one that was made, or one left out, for the schedule to go on all the same. */
  public void advance() {
    step++;
  }

  /**
   * Multiplies every learning rate from now on.
   *
   * @throws IllegalArgumentException if {@code factor} is not above 0 and at most 1
   */
  public void lowerRate(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "optimizer state: the factor for the rate is "
              + factor
              + "; it must be above 0 and at most 1");
    }
    rateFactor *= factor;
  }

  /** Fills every slot with zeros, as before the first step; the step count stays. */
  public void forget() {
    slots.values().forEach(values -> Arrays.fill(values, 0));
  }

  /**
   * Takes over a copy of every slot, and nothing else; on an error nothing has changed.
   *
   * @throws IllegalArgumentException as {@link #restore(long, Map)} does
   */
  public void restoreSlots(Map<String, float[]> saved) {
    restore(step, saved);
  }

  /** A snapshot: shares no array with this one. */
  public OptimizerState copy() {
    Map<String, float[]> copies = new LinkedHashMap<>();
    slots.forEach((name, values) -> copies.put(name, values.clone()));
    return new OptimizerState(size, copies, step, rateFactor);
  }

  /**
   * Goes back to a snapshot.
   *
   * @throws IllegalArgumentException as {@link #restore(long, Map)} does
   */
  public void restore(OptimizerState snapshot) {
    restore(snapshot.step, snapshot.slots);
    rateFactor = snapshot.rateFactor;
  }

  /**
   * Takes over the step count and a copy of every slot, as read from a checkpoint; on an error
   * nothing has changed.
   *
   * @throws IllegalArgumentException if the step is negative, the names are not exactly those of
   *     this state, or a slot has another length or a value that is not finite
   */
  public void restore(long savedStep, Map<String, float[]> saved) {
    if (savedStep < 0) {
      throw new IllegalArgumentException(
          "optimizer state: the step to restore is " + savedStep + "; it must be at least 0");
    }
    if (!saved.keySet().equals(slots.keySet())) {
      throw new IllegalArgumentException(
          "optimizer state: the slots to restore are "
              + saved.keySet()
              + " but this optimizer keeps "
              + slots.keySet()
              + "; continue with the optimizer that the checkpoint was written by");
    }
    saved.forEach(this::check);
    slots.forEach((name, values) -> System.arraycopy(saved.get(name), 0, values, 0, size));
    step = savedStep;
  }

  private void check(String name, float[] values) {
    if (values.length != size) {
      throw new IllegalArgumentException(
          "optimizer state: slot "
              + name
              + " to restore has "
              + values.length
              + " values but there are "
              + size
              + " weights; the checkpoint belongs to another network");
    }
    if (!Floats.allFinite(values)) {
      int i = Floats.firstNonFinite(values);
      throw new IllegalArgumentException(
          "optimizer state: slot "
              + name
              + " to restore has "
              + values[i]
              + " at "
              + i
              + "; every value must be finite: the checkpoint is damaged, take an earlier one");
    }
  }

  @Override
  public String toString() {
    return "step " + step + ", slots " + slots.keySet() + " of " + size;
  }
}

package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptimizerStateTest {
  private final OptimizerState state = OptimizerState.zeros(2, List.of("b", "a"));

  private String refusal(long step, Map<String, float[]> slots) {
    OptimizerState before = state.copy();
    Exception e = assertThrows(IllegalArgumentException.class, () -> state.restore(step, slots));
    assertEquals(before.step(), state.step());
    before.slots().forEach((name, v) -> assertArrayEquals(v, state.slot(name), name));
    return String.valueOf(e.getMessage());
  }

  @Test
  void beginsAtStepZeroWithZerosInTheOrderOfTheChain() {
    assertEquals(0, state.step());
    assertEquals(2, state.size());
    assertEquals(List.of("b", "a"), new ArrayList<>(state.slots().keySet()));
    assertArrayEquals(new float[2], state.slot("a"));
    assertEquals("step 0, slots [b, a] of 2", state.toString());
  }

  @Test
  void aCopySharesNothing() {
    OptimizerState copy = state.copy();
    state.slot("a")[0] = 5;
    state.advance();
    assertEquals(0, copy.step());
    assertEquals(0, copy.slot("a")[0]);
    assertEquals(List.of("b", "a"), new ArrayList<>(copy.slots().keySet()));
  }

  @Test
  void restoreCopiesIn() {
    float[] saved = {1, 2};
    state.restore(7, Map.of("a", saved, "b", new float[] {3, 4}));
    saved[0] = 9;
    assertEquals(7, state.step());
    assertArrayEquals(new float[] {1, 2}, state.slot("a"));
    assertArrayEquals(new float[] {3, 4}, state.slot("b"));
  }

  @Test
  void theSlotsCannotBeExchanged() {
    assertThrows(UnsupportedOperationException.class, () -> state.slots().put("a", new float[2]));
  }

  @Test
  void refusesANegativeStep() {
    assertEquals(
        "optimizer state: the step to restore is -1; it must be at least 0",
        refusal(-1, state.copy().slots()));
  }

  @Test
  void refusesOtherSlots() {
    assertEquals(
        "optimizer state: the slots to restore are [c] but this optimizer keeps [b, a];"
            + " continue with the optimizer that the checkpoint was written by",
        refusal(1, Map.of("c", new float[2])));
  }

  @Test
  void refusesAnotherLength() {
    state.slot("b")[1] = 3;
    assertEquals(
        "optimizer state: slot a to restore has 3 values but there are 2 weights;"
            + " the checkpoint belongs to another network",
        refusal(1, Map.of("a", new float[3], "b", new float[2])));
  }

  @Test
  void refusesADamagedSlot() {
    assertEquals(
        "optimizer state: slot b to restore has NaN at 1; every value must be finite:"
            + " the checkpoint is damaged, take an earlier one",
        refusal(1, Map.of("a", new float[2], "b", new float[] {0, Float.NaN})));
  }

  @Test
  void aTransformMustNameItsSlots() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> state.slot("x"));
    assertEquals(
        "optimizer state: there is no slot x among [b, a];"
            + " a transform must name each slot that it uses",
        e.getMessage());
  }
}

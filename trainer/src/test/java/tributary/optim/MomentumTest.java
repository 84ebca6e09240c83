package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentumTest {
  private static float[] run(Momentum momentum, OptimizerState state, float... gradient) {
    momentum.apply(new Update(gradient, new float[gradient.length], state));
    return gradient;
  }

  @Test
  void sumsWhatItRemembers() {
    Momentum momentum = new Momentum(0.5, false);
    OptimizerState state = OptimizerState.zeros(2, momentum.slots());
    assertArrayEquals(new float[] {4, -8}, run(momentum, state, 4, -8));
    assertArrayEquals(new float[] {3, -4}, run(momentum, state, 1, 0));
    assertArrayEquals(new float[] {1.5f, 0}, run(momentum, state, 0, 2));
    assertArrayEquals(new float[] {1.5f, 0}, state.slot("momentum.velocity"));
  }

  @Test
  void nesterovLooksOneStepAhead() {
    Momentum momentum = new Momentum(0.5, true);
    OptimizerState state = OptimizerState.zeros(1, momentum.slots());
    // v = 4, u = 4 + 0.5 * 4; then v = 0.5 * 4 + 1 = 3, u = 1 + 0.5 * 3.
    assertArrayEquals(new float[] {6}, run(momentum, state, 4));
    assertArrayEquals(new float[] {2.5f}, run(momentum, state, 1));
    assertArrayEquals(new float[] {3}, state.slot("momentum.velocity"));
  }

  @Test
  void aSteadyGradientGrowsToOneOverOneMinusMomentum() {
    Momentum momentum = new Momentum(0.9, false);
    OptimizerState state = OptimizerState.zeros(1, momentum.slots());
    float last = 0;
    for (int step = 0; step < 300; step++) {
      last = run(momentum, state, 2)[0];
    }
    Cases.assertClose(20, last, 1e-5, "2 / (1 - 0.9)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAMomentumThatDoesNotForget(double value) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Momentum(value, false));
    assertEquals("momentum: momentum is " + value + "; it must be in [0, 1)", e.getMessage());
  }

  @Test
  void refusesNesterovWithoutMomentum() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new Momentum(0, true));
    assertEquals(
        "momentum: Nesterov is set but momentum is 0, so there is nothing to look ahead with;"
            + " set a momentum above 0 (0.9 is usual) or leave Nesterov off",
        e.getMessage());
  }
}

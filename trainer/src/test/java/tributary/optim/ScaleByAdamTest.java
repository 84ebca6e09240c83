package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;

class ScaleByAdamTest {
  private static final ScaleByAdam USUAL = new ScaleByAdam(0.9, 0.999, 1e-8);

  @Test
  void twoStepsByHand() {
    ScaleByAdam adam = new ScaleByAdam(0.5, 0.75, 0.5);
    OptimizerState state = OptimizerState.zeros(1, adam.slots());
    float[] u = {4};
    adam.apply(new Update(u, new float[1], state));
    // m = 2, v = 4; corrected 2/0.5 = 4 and 4/0.25 = 16; 4/(4 + 0.5).
    Cases.assertClose(4 / 4.5, u[0], 1e-6, "first step");
    state.advance();
    u[0] = -2;
    adam.apply(new Update(u, new float[1], state));
    // m = 1 - 1 = 0, v = 3 + 1 = 4: nothing moves.
    assertEquals(0, u[0]);
    assertEquals(0, state.slot("adam.m")[0]);
    assertEquals(4, state.slot("adam.v")[0]);
  }

  @Test
  void followsTheFormulaInDouble() {
    Cases.forEachSeed(
        20,
        seed -> {
          RandomStream random = new RandomStream(seed);
          OptimizerState state = OptimizerState.zeros(1, USUAL.slots());
          double m = 0;
          double v = 0;
          for (int t = 1; t <= 50; t++) {
            double g = random.nextGaussian();
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            double expected =
                m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            float[] u = {(float) g};
            USUAL.apply(new Update(u, new float[1], state));
            state.advance();
            assertEquals(expected, u[0], 1e-5, "step " + t);
          }
        });
  }

  @Test
  void theFirstStepIsTheSignWhateverTheSize() {
    float[] u = {1e-3f, -1, 1e4f, -1e10f, 0};
    Cases.applied(USUAL, u);
    Cases.assertClose(new float[] {1, -1, 1, -1, 0}, u, 2e-5, "sign");
  }

  @Test
  void aSquareThatOverflowsDoesNotStopTheWeightForEver() {
    OptimizerState state = OptimizerState.zeros(1, USUAL.slots());
    USUAL.apply(new Update(new float[] {1e25f}, new float[1], state));
    state.advance();
    assertEquals(Float.MAX_VALUE, state.slot("adam.v")[0]);
    float[] u = {1e25f};
    USUAL.apply(new Update(u, new float[1], state));
    assertTrue(u[0] > 0 && Float.isFinite(u[0]), "update " + u[0]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
  void refusesABetaOutOfRange(double beta) {
    Exception one =
        assertThrows(IllegalArgumentException.class, () -> new ScaleByAdam(beta, 0.9, 1e-8));
    assertEquals("adam: beta1 is " + beta + "; it must be in [0, 1)", one.getMessage());
    Exception two =
        assertThrows(IllegalArgumentException.class, () -> new ScaleByAdam(0.9, beta, 1e-8));
    assertEquals("adam: beta2 is " + beta + "; it must be in [0, 1)", two.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1e-8, 1e-60, 1e39, Double.NaN})
  void refusesAnEpsilonThatIsNoPositiveFloat(double epsilon) {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new ScaleByAdam(0.9, 0.9, epsilon));
    assertEquals(
        "adam: epsilon is "
            + epsilon
            + "; it must be a positive, finite float (1e-8 is usual), or 0/0 can arise",
        e.getMessage());
  }
}

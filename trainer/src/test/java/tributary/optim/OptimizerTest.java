package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;

class OptimizerTest {
  private static final RecipeConfig TENTH = RecipeConfig.of(Schedules.constant(0.1));
  private static final ScaleByLearningRate RATE = new ScaleByLearningRate(Schedules.constant(0.5));

  @Test
  void oneStepByHand() {
    Optimizer optimizer = Optimizer.chain(List.of(new ClipByGlobalNorm(2.5), RATE));
    OptimizerState state = optimizer.newState(2);
    float[] weights = {1, 1};
    float[] gradient = {3, -4};
    UpdateReport report = optimizer.step(weights, gradient, state);
    Cases.assertClose(new float[] {-0.75f, 1}, gradient, 1e-6, "update");
    Cases.assertClose(new float[] {0.25f, 2}, weights, 1e-6, "weights");
    assertEquals(new UpdateReport(0, 5, 2.5, true, 0.5), report);
    assertEquals(1, state.step());
  }

  @Test
  void aSkippedStepMovesTheScheduleAndALowerRateStays() {
    Optimizer optimizer = Optimizers.sgd(RecipeConfig.of(Schedules.step(1, 0.5, 2)), 0.5, false);
    OptimizerState state = optimizer.newState(1);
    float[] weights = {0};
    optimizer.step(weights, new float[] {1}, state);
    assertEquals(-1, weights[0]);
    state.advance();
    state.lowerRate(0.5);
    assertEquals(2, state.step());
    assertEquals(0.25, optimizer.learningRate(state));
    OptimizerState copy = state.copy();
    // Velocity 0.5 · 1 + 0, at a quarter of the rate.
    UpdateReport report = optimizer.step(weights, new float[] {0}, state);
    assertEquals(0.25, report.learningRate());
    assertEquals(-1.125f, weights[0]);
    state.lowerRate(0.1);
    state.restore(copy);
    assertEquals(0.5, state.rateFactor());
    state.forget();
    optimizer.step(weights, new float[] {0}, state);
    assertEquals(-1.125f, weights[0], "nothing is left of the velocity");
    for (double factor : new double[] {0, -1, 2, Double.NaN}) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> state.lowerRate(factor));
      assertTrue(e.toString().contains("the factor for the rate is " + factor), e.toString());
    }
  }

  @Test
  void theReportFollowsClipAndSchedule() {
    Optimizer optimizer =
        Optimizers.sgd(RecipeConfig.of(Schedules.step(1, 0.5, 1)).withClipNorm(5));
    OptimizerState state = optimizer.newState(1);
    float[] weights = {0};
    List<UpdateReport> reports = new ArrayList<>();
    for (float g : new float[] {4, 6, 0}) {
      reports.add(optimizer.step(weights, new float[] {g}, state));
    }
    assertEquals(
        List.of(
            new UpdateReport(0, 4, 4, false, 1),
            new UpdateReport(1, 6, 5, true, 0.5),
            new UpdateReport(2, 0, 0, false, 0.25)),
        reports);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aGradientThatIsNotFiniteTouchesNothing(float bad) {
    for (int at : new int[] {0, 4, 30}) {
      Optimizer optimizer = Optimizers.adamW(TENTH.withClipNorm(1).withWeightDecay(0.1));
      OptimizerState state = optimizer.newState(31);
      RandomStream random = new RandomStream(at);
      float[] weights = Cases.gaussian(random, 31, 1);
      optimizer.step(weights, Cases.gaussian(random, 31, 1), state);
      float[] gradient = Cases.gaussian(random, 31, 1);
      gradient[at] = bad;
      gradient[30] = bad;
      int[] weightBits = Cases.bits(weights);
      int[] gradientBits = Cases.bits(gradient);
      OptimizerState before = state.copy();

      NonFiniteGradientException e =
          assertThrows(
              NonFiniteGradientException.class, () -> optimizer.step(weights, gradient, state));

      double norm = Float.isNaN(bad) ? Double.NaN : Double.POSITIVE_INFINITY;
      assertEquals(1, e.step());
      assertEquals(at, e.index());
      assertEquals(bad, e.value());
      assertEquals(norm, e.gradientNorm());
      assertEquals(
          "step 1: gradient["
              + at
              + "] is "
              + bad
              + " (gradient norm "
              + norm
              + "); weights and optimizer state are unchanged; lower the learning rate, clip the"
              + " gradient, or look for wild values in the data",
          e.getMessage());
      assertArrayEquals(weightBits, Cases.bits(weights));
      assertArrayEquals(gradientBits, Cases.bits(gradient));
      assertEquals(before.step(), state.step());
      before
          .slots()
          .forEach(
              (name, v) -> assertArrayEquals(Cases.bits(v), Cases.bits(state.slot(name)), name));
    }
  }

  @Test
  void anUpdateThatOverflowsDoesNotReachTheWeights() {
    Optimizer optimizer = Optimizers.sgd(RecipeConfig.of(Schedules.constant(1e10)));
    OptimizerState state = optimizer.newState(2);
    float[] weights = {1, 2};
    NonFiniteGradientException e =
        assertThrows(
            NonFiniteGradientException.class,
            () -> optimizer.step(weights, new float[] {0, 1e30f}, state));
    double norm = 1e30f;
    assertEquals(
        "step 0: the gradient is finite (norm "
            + norm
            + ") but update[1] became -Infinity (learning rate 1.0E10);"
            + " the weights are unchanged; lower the learning rate or clip the gradient",
        e.getMessage());
    assertEquals(norm, e.gradientNorm());
    assertArrayEquals(new float[] {1, 2}, weights);
    assertEquals(0, state.step());
  }

  @Test
  void hugeGradientsPassWhereTheClipMakesThemSmall() {
    Optimizer optimizer = Optimizers.sgd(TENTH.withClipNorm(1), 0.9, true);
    OptimizerState state = optimizer.newState(4);
    float[] weights = new float[4];
    UpdateReport report = optimizer.step(weights, Cases.filled(4, 1e20f), state);
    Cases.assertClose(2 * (double) 1e20f, report.gradientNorm(), 1e-12, "norm");
    Cases.assertClose(-0.1 * 0.5 * 1.9, weights[0], 1e-6, "weights");
  }

  @Test
  void aBadRateOfAScheduleTouchesNothing() {
    Schedule negative = new NegativeAfterOne();
    Optimizer optimizer =
        Optimizer.chain(List.of(new Momentum(0.9, false), new ScaleByLearningRate(negative)));
    OptimizerState state = optimizer.newState(1);
    float[] weights = {1};
    optimizer.step(weights, new float[] {1}, state);
    float[] gradient = {1};
    Exception e =
        assertThrows(IllegalStateException.class, () -> optimizer.step(weights, gradient, state));
    assertEquals(
        "step 1: the schedule 1 - 2 * step gives a learning rate of -1.0;"
            + " it must be at least 0 and finite",
        e.getMessage());
    assertArrayEquals(new float[] {0}, weights);
    assertArrayEquals(new float[] {1}, gradient);
    assertArrayEquals(new float[] {1}, state.slot("momentum.velocity"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 1e39})
  void aRateThatNoFloatCanHoldIsRefused(double rate) {
    ScaleByLearningRate scale = new ScaleByLearningRate(step -> rate);
    Exception e = assertThrows(IllegalStateException.class, () -> scale.rate(3));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("step 3: the schedule "), message);
    assertTrue(
        message.endsWith(
            " gives a learning rate of " + rate + "; it must be at least 0 and finite"),
        message);
  }

  private record NegativeAfterOne() implements Schedule {
    @Override
    public double at(long step) {
      return 1 - 2.0 * step;
    }

    @Override
    public String toString() {
      return "1 - 2 * step";
    }
  }

  @Test
  void theLearningRateComesOnceAtTheEnd() {
    Momentum momentum = new Momentum(0.9, false);
    for (List<GradientTransform> chain :
        List.<List<GradientTransform>>of(
            List.of(), List.of(momentum), List.of(RATE, momentum), List.of(RATE, RATE))) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> Optimizer.chain(chain));
      assertEquals(
          "optimizer: the chain is "
              + chain
              + "; the learning rate must come once, at the end: it carries the minus sign",
          e.getMessage());
    }
  }

  @Test
  void twoTransformsCannotShareASlot() {
    List<GradientTransform> chain =
        List.of(new Momentum(0.5, true), new Momentum(0.9, false), RATE);
    Exception e = assertThrows(IllegalArgumentException.class, () -> Optimizer.chain(chain));
    assertEquals(
        "optimizer: momentum 0.9 keeps a slot momentum.velocity but an earlier transform does"
            + " too; use one of them",
        e.getMessage());
  }

  @Test
  void refusesLengthsThatDiffer() {
    Optimizer optimizer = Optimizers.sgd(TENTH);
    OptimizerState state = optimizer.newState(2);
    assertStepRefused(
        optimizer,
        new float[2],
        new float[3],
        state,
        "optimizer: there are 2 weights, a gradient of 3 and a state for 2;"
            + " all three must be equal");
    assertStepRefused(
        optimizer,
        new float[3],
        new float[3],
        state,
        "optimizer: there are 3 weights, a gradient of 3 and a state for 2;"
            + " all three must be equal");
  }

  @Test
  void refusesTheWeightsAsTheirOwnGradient() {
    Optimizer optimizer = Optimizers.sgd(TENTH);
    float[] weights = {1};
    assertStepRefused(
        optimizer,
        weights,
        weights,
        optimizer.newState(1),
        "optimizer: weights and gradient are the same array; the gradient is rewritten");
  }

  @Test
  void refusesTheStateOfAnotherChain() {
    assertStepRefused(
        Optimizers.adamW(TENTH),
        new float[1],
        new float[1],
        Optimizers.sgd(TENTH, 0.9, false).newState(1),
        "optimizer: the state keeps [momentum.velocity] but this chain needs [adam.m, adam.v];"
            + " use the state that newState gave");
  }

  private static void assertStepRefused(
      Optimizer optimizer, float[] weights, float[] gradient, OptimizerState state, String why) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> optimizer.step(weights, gradient, state));
    assertEquals(why, e.getMessage());
  }

  /** Longer than a block, so that all cores take part where there are several. */
  @Test
  void aLongVectorIsSteppedAsItsTransformsOneAfterTheOther() {
    int n = 150_001;
    for (RecipeConfig recipe :
        List.of(TENTH, TENTH.withClipNorm(1), TENTH.withClipValue(0.5).withClipNorm(1e-20))) {
      Optimizer optimizer = Optimizers.sgd(recipe.withWeightDecay(0.1), 0.9, true);
      RandomStream random = new RandomStream(8);
      float[] weights = Cases.gaussian(random, n, 1);
      float[] expected = weights.clone();
      OptimizerState state = optimizer.newState(n);
      OptimizerState other = state.copy();
      for (int step = 0; step < 3; step++) {
        float[] gradient = Cases.gaussian(random, n, 1);
        float[] u = gradient.clone();
        Update update = new Update(u, expected, other);
        for (GradientTransform transform : optimizer.transforms()) {
          transform.apply(update);
          update.changed();
        }
        for (int i = 0; i < n; i++) {
          expected[i] += u[i];
        }
        other.advance();
        optimizer.step(weights, gradient, state);
        assertArrayEquals(Cases.bits(u), Cases.bits(gradient), recipe + ", step " + step);
        assertArrayEquals(Cases.bits(expected), Cases.bits(weights), recipe + ", step " + step);
      }
    }
  }

  @Test
  void aStepAllocatesNothingThatGrowsWithTheWeights() {
    List<Optimizer> optimizers = new ArrayList<>(OptimizersTest.recipes());
    optimizers.add(
        Optimizers.adamW(TENTH.withClipNorm(0.1).withClipValue(0.1).withWeightDecay(0.1)));
    for (Optimizer optimizer : optimizers) {
      for (int n : new int[] {10_000, 200_000}) {
        long perStep = bytesAStep(optimizer, n);
        assertTrue(perStep < 3_000, perStep + " bytes a step of " + n + ", " + optimizer);
      }
    }
  }

  private static long bytesAStep(Optimizer optimizer, int n) {
    OptimizerState state = optimizer.newState(n);
    float[] weights = new float[n];
    float[] gradient = Cases.filled(n, 1);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    optimizer.step(weights, gradient, state);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20; i++) {
      optimizer.step(weights, gradient, state);
    }
    assertFalse(Float.isNaN(weights[0]));
    return (threads.getCurrentThreadAllocatedBytes() - before) / 20;
  }
}

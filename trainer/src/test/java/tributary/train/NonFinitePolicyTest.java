package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.NonFiniteReport.Action;

/** What becomes of weights, steps and rates when steps are not finite and the run goes on. */
final class NonFinitePolicyTest {
  private static final float[] START = {1, -2, 3};

  /** Thirty steps an epoch. */
  private static final BatchSampler SAMPLER = new BatchSampler(5, 120, 2, 4);

  private static final Optimizer MOMENTUM =
      Optimizers.sgd(RecipeConfig.of(Schedules.cosine(0.1, 0.01, 120)), 0.9, false);
  private static final Optimizer ADAM =
      Optimizers.adamW(RecipeConfig.of(Schedules.cosine(0.1, 0.01, 120)));

  private static TrainingConfig config(Action action, int maxInRow) {
    return TrainingConfig.ofEpochs(4).withOnNonFinite(new NonFinitePolicy(action, maxInRow, 0.5));
  }

  /** The loss of the steps that {@code bad} says is NaN. */
  private static TrainingParts parts(
      TrainingConfig config, Optimizer optimizer, LongPredicate bad) {
    GradientSource source =
        new QuadraticSource(
            (step, sum) ->
                bad.test(step.number())
                    ? new GradientSum(sum.gradient(), Double.NaN, sum.weight(), sum.examples())
                    : sum);
    return TrainingParts.of(config, SAMPLER, source, optimizer);
  }

  private static TrainingResult run(TrainingParts parts) {
    return new TrainingLoop(parts, new StepTimer()).run(START);
  }

  /** The weights before each step, by asking the source. */
  private static List<float[]> weightsBySteps(TrainingParts parts) {
    List<float[]> seen = new ArrayList<>();
    GradientSource inner = parts.source();
    GradientSource spy =
        new GradientSource() {
          @Override
          public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
            seen.add(weights.clone());
            return inner.gradient(step, weights, timer);
          }

          @Override
          public void close() {}
        };
    run(TrainingParts.of(parts.config(), parts.sampler(), spy, parts.optimizer()));
    return seen;
  }

  @Test
  void n1ASkippedStepLeavesTheWeightsToTheBitAndTheRestGoesOn() {
    for (Optimizer optimizer : List.of(MOMENTUM, ADAM)) {
      TrainingParts parts = parts(config(Action.SKIP, 3), optimizer, s -> s == 17 || s == 30);
      Recorder recorder = new Recorder();
      TrainingResult result = run(parts.withListener(recorder));
      assertEquals(TrainingResult.Status.COMPLETED, result.status());
      assertEquals(120, result.steps());
      assertEquals(118, recorder.steps.size());
      assertEquals(
          List.of(17L, 30L), recorder.nonFinite.stream().map(r -> r.step().number()).toList());
      assertTrue(recorder.nonFinite.stream().allMatch(r -> r.action() == Action.SKIP));
      List<float[]> weights = weightsBySteps(parts);
      assertArrayEquals(weights.get(17), weights.get(18));
      assertFalse(Arrays.equals(weights.get(18), weights.get(19)));
      // The schedule goes by the step's number, as if every one had been made.
      StepReport after = recorder.steps.get(17);
      assertEquals(18, after.step().number());
      assertEquals(optimizerRate(18), after.learningRate());
      assertEquals(4, recorder.epochs.size());
    }
  }

  private static double optimizerRate(long step) {
    return Schedules.cosine(0.1, 0.01, 120).at(step);
  }

  @Test
  void n1TooManyInARowEndTheRun() {
    run(parts(config(Action.SKIP, 4), MOMENTUM, s -> s >= 40 && s < 43));
    Recorder recorder = new Recorder();
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () ->
                run(
                    parts(config(Action.SKIP, 4), MOMENTUM, s -> s >= 40 && s < 44)
                        .withListener(recorder)));
    assertEquals(43, e.step().number());
    assertTrue(e.toString().contains("and so were 3 steps before it"), e.toString());
    assertEquals(
        List.of(Action.SKIP, Action.SKIP, Action.SKIP, Action.STOP),
        recorder.nonFinite.stream().map(NonFiniteReport::action).toList());
    List<float[]> weights = weightsBySteps(parts(config(Action.SKIP, 4), MOMENTUM, s -> s == 40));
    assertArrayEquals(weights.get(40), e.weights());
  }

  /** Not in a row: a finite step between begins the count anew. */
  @Test
  void n1ManySkipsApartDoNotEndTheRun() {
    TrainingResult result = run(parts(config(Action.SKIP, 2), MOMENTUM, s -> s % 2 == 1));
    assertEquals(120, result.steps());
  }

  /** The update overflows, so the momentum may have too: it begins anew, and the run goes on. */
  @Test
  void n1AnOptimizerThatTheStepHasSpoiltBeginsAnew() {
    GradientSource source =
        new QuadraticSource(
            (step, sum) ->
                step.number() == 3 || step.number() == 4
                    ? new GradientSum(
                        new float[] {3e38f, 3e38f, 3e38f}, sum.loss(), 1, sum.examples())
                    : sum);
    Optimizer slow = Optimizers.sgd(RecipeConfig.of(Schedules.constant(1e-30)), 0.9, false);
    Recorder recorder = new Recorder();
    TrainingConfig config = config(Action.SKIP, 5);
    TrainingResult result =
        run(TrainingParts.of(config, SAMPLER, source, slow).withListener(recorder));
    assertEquals(List.of(4L), recorder.nonFinite.stream().map(r -> r.step().number()).toList());
    assertTrue(recorder.nonFinite.get(0).what().contains("update"));
    for (float weight : result.weights()) {
      assertTrue(Float.isFinite(weight));
    }
  }

  @Test
  void n1ARollbackTakesBackGoodWeightsAndHalvesTheRate() {
    TrainingParts parts = parts(config(Action.ROLLBACK, 3), MOMENTUM, s -> s == 73);
    Recorder recorder = new Recorder();
    TrainingResult result = run(parts.withListener(recorder));
    assertEquals(120, result.steps());
    assertEquals(
        List.of(Action.ROLLBACK), recorder.nonFinite.stream().map(r -> r.action()).toList());
    List<float[]> weights = weightsBySteps(parts);
    assertArrayEquals(weights.get(50), weights.get(74), "good weights are kept every 50 steps");
    StepReport after = recorder.steps.get(73);
    assertEquals(74, after.step().number());
    assertEquals(optimizerRate(74) * 0.5, after.learningRate());
    assertEquals(optimizerRate(72), recorder.steps.get(72).learningRate());
  }

  @Test
  void n1RollbacksAreBoundedUntilGoodWeightsWereKeptAgain() {
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> run(parts(config(Action.ROLLBACK, 3), MOMENTUM, s -> s % 5 == 4 && s > 60)));
    assertEquals(74, e.step().number(), "64, 69 and 74");
    run(parts(config(Action.ROLLBACK, 2), MOMENTUM, s -> s == 20 || s == 110));
  }

  /** A loss well above any good one says that these weights are not to be gone back to. */
  @Test
  void weightsWhoseLossHasRisenAreNotGood() {
    GradientSource source =
        new QuadraticSource(
            (step, sum) -> {
              double loss =
                  step.number() == 50 ? 1e6 : step.number() == 55 ? Double.NaN : sum.loss();
              return new GradientSum(sum.gradient(), loss, sum.weight(), sum.examples());
            });
    TrainingParts parts = TrainingParts.of(config(Action.ROLLBACK, 3), SAMPLER, source, MOMENTUM);
    List<float[]> weights = weightsBySteps(parts);
    assertArrayEquals(START, weights.get(56));
  }

  /** A finite loss, but a gradient that is not: what gave it is not kept either. */
  @Test
  void weightsWhoseGradientIsNotFiniteAreNotGood() {
    GradientSource source =
        new QuadraticSource(
            (step, sum) -> {
              if (step.number() == 100) {
                sum.gradient()[1] = Float.POSITIVE_INFINITY;
              }
              return sum;
            });
    TrainingParts parts = TrainingParts.of(config(Action.ROLLBACK, 3), SAMPLER, source, MOMENTUM);
    List<float[]> weights = weightsBySteps(parts);
    assertArrayEquals(weights.get(50), weights.get(101));
  }

  @Test
  void aFirstStepThatIsNotFiniteHasNothingToGoBackTo() {
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> run(parts(config(Action.ROLLBACK, 3), MOMENTUM, s -> s == 0)));
    assertArrayEquals(START, e.weights());
  }

  /** From every checkpoint, before, between and after setbacks, the same end. */
  @Test
  void aRunWithSetbacksResumesToTheBit() {
    LongPredicate bad = s -> s == 31 || s == 72 || s == 73 || s == 104;
    for (Action action : List.of(Action.SKIP, Action.ROLLBACK)) {
      for (Optimizer optimizer : List.of(MOMENTUM, ADAM)) {
        TrainingConfig config = config(action, 5);
        float[] expected = run(parts(config, optimizer, bad)).weights();
        MemoryStore store = new MemoryStore();
        run(parts(config.withCheckpointEvery(1), optimizer, bad).withCheckpoints(store));
        assertEquals(120, store.saved.size());
        for (Checkpoint checkpoint : store.saved) {
          TrainingResult resumed =
              new TrainingLoop(parts(config, optimizer, bad), new StepTimer()).resume(checkpoint);
          assertArrayEquals(
              expected, resumed.weights(), action + " after step " + checkpoint.step());
        }
      }
    }
  }

  /** The job that looks for the place fails too: the step is skipped all the same. */
  @Test
  void anOriginThatCannotBeFoundHidesNothing() {
    TrainingParts parts = parts(config(Action.SKIP, 3), MOMENTUM, s -> s == 17);
    GradientSource inner = parts.source();
    GradientSource failing =
        new GradientSource() {
          @Override
          public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
            return inner.gradient(step, weights, timer);
          }

          @Override
          public Optional<NonFiniteOrigin> firstNonFinite(StepId step, float[] weights) {
            throw new IllegalStateException("executor lost");
          }

          @Override
          public void close() {}
        };
    Recorder recorder = new Recorder();
    TrainingResult result =
        run(TrainingParts.of(parts.config(), SAMPLER, failing, MOMENTUM).withListener(recorder));
    assertEquals(120, result.steps());
    assertEquals(Optional.empty(), recorder.nonFinite.get(0).origin());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (int max : new int[] {0, -1}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> new NonFinitePolicy(Action.SKIP, max, 0.5));
      assertTrue(e.toString().contains("maxInRow is " + max), e.toString());
    }
    for (double factor : new double[] {0, -1, 1.5, Double.NaN}) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new NonFinitePolicy(Action.ROLLBACK, 1, factor));
      assertTrue(e.toString().contains("rateFactor is " + factor), e.toString());
    }
  }
}

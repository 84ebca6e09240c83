package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tributary.optim.NonFiniteGradientException;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

final class DivergenceTest {
  private static final float[] START = {1, -2, 3};

  private static TrainingParts parts(TrainingConfig config, QuadraticSource.Fault fault) {
    RecipeConfig recipe = RecipeConfig.of(Schedules.step(0.25, 0.5, 4));
    return TrainingParts.of(
        config,
        TrainingLoopTest.SAMPLER,
        new QuadraticSource(fault),
        Optimizers.sgd(recipe, 0.9, false));
  }

  private static DivergedException diverges(TrainingParts parts) {
    return assertThrows(
        DivergedException.class, () -> new TrainingLoop(parts, new StepTimer()).run(START));
  }

  private static float[] weightsAfter(int steps) {
    TrainingConfig config = TrainingConfig.ofEpochs(9).withMaxSteps(steps);
    return new TrainingLoop(parts(config, (step, sum) -> sum), new StepTimer())
        .run(START)
        .weights();
  }

  /** From step k on the loss is what the test says. */
  private static QuadraticSource.Fault lossFrom(long k, double loss) {
    return (step, sum) ->
        step.number() < k
            ? sum
            : new GradientSum(sum.gradient(), loss, sum.weight(), sum.examples());
  }

  @Test
  void n1ALossThatIsNotFiniteLeavesTheWeightsToTheBit() {
    for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Recorder recorder = new Recorder();
      DivergedException e =
          diverges(parts(TrainingConfig.ofEpochs(9), lossFrom(5, loss)).withListener(recorder));
      assertArrayEquals(weightsAfter(5), e.weights());
      assertEquals(new StepId(5, 1, 2), e.step());
      StepReport last = recorder.steps.get(4);
      assertEquals(OptionalDouble.of(last.loss()), e.lastFiniteLoss());
      assertEquals(0.125, e.learningRate());
      assertTrue(e.gradientNorm() > 0 && e.gradientNorm() < 10);
      assertEquals(
          "step 5: loss became "
              + loss
              + " (last finite loss "
              + last.loss()
              + ", gradient norm "
              + e.gradientNorm()
              + ", learning rate 0.125); lower training.learningRate or set training.clipNorm, and"
              + " look for wild values in the data",
          e.getMessage());
      assertNull(e.getCause());
      assertEquals(5, recorder.steps.size());
    }
  }

  @Test
  void n1AGradientThatIsNotFiniteLeavesTheWeightsToTheBit() {
    DivergedException e =
        diverges(
            parts(
                TrainingConfig.ofEpochs(9),
                (step, sum) -> {
                  if (step.number() == 3) {
                    sum.gradient()[1] = Float.NaN;
                  }
                  return sum;
                }));
    assertArrayEquals(weightsAfter(3), e.weights());
    assertTrue(e.toString().contains("step 3: a gradient value became NaN"), e.toString());
    assertTrue(Double.isNaN(e.gradientNorm()));
    assertTrue(Double.isFinite(e.lastFiniteLoss().orElseThrow()));
    assertInstanceOf(NonFiniteGradientException.class, e.getCause());
  }

  @Test
  void n1AnUpdateThatOverflowsLeavesTheWeightsToTheBit() {
    RecipeConfig recipe = RecipeConfig.of(Schedules.constant(1e30));
    TrainingParts parts =
        TrainingParts.of(
            TrainingConfig.ofEpochs(9),
            TrainingLoopTest.SAMPLER,
            new QuadraticSource(
                (step, sum) -> {
                  float[] huge = {1e30f, 1e30f, 1e30f};
                  return new GradientSum(huge, sum.loss(), sum.weight(), sum.examples());
                }),
            Optimizers.sgd(recipe));
    DivergedException e = diverges(parts);
    assertArrayEquals(START, e.weights());
    assertTrue(e.toString().contains("step 0: an update became -Infinity"), e.toString());
    assertEquals(1e30, e.learningRate());
  }

  @Test
  void divergingInTheFirstStepSaysThatThereWasNoFiniteLoss() {
    DivergedException e = diverges(parts(TrainingConfig.ofEpochs(1), lossFrom(0, Double.NaN)));
    assertEquals(OptionalDouble.empty(), e.lastFiniteLoss());
    assertTrue(e.toString().contains("last finite loss none"), e.toString());
    assertArrayEquals(START, e.weights());
    assertEquals(Optional.empty(), e.best());
  }

  @Test
  void n3TheBestWeightsSurvive() {
    TrainingParts parts =
        parts(TrainingConfig.ofEpochs(9).withValidationEvery(2), lossFrom(5, Double.NaN))
            .withValidation(Losses.validation(w -> Math.abs(w[0] - weightsAfter(2)[0])));
    DivergedException e = diverges(parts);
    BestWeights best = e.best().orElseThrow();
    assertEquals(2, best.step());
    assertArrayEquals(weightsAfter(2), best.weights());
    assertArrayEquals(weightsAfter(5), e.weights());
  }
}

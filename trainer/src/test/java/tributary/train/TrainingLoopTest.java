package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.DataException;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.TrainingResult.Status;

final class TrainingLoopTest {
  /** Ten rows in batches of four: three steps an epoch. */
  static final BatchSampler SAMPLER = new BatchSampler(5, 10, 2, 4);

  private static final Optimizer SGD = Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.25)));
  private static final float[] START = {1, -2, 3};

  private static TrainingParts parts(TrainingConfig config) {
    return TrainingParts.of(config, SAMPLER, new QuadraticSource(), SGD);
  }

  private static TrainingResult run(TrainingParts parts) {
    return new TrainingLoop(parts, new StepTimer()).run(START);
  }

  @Test
  void everyStepGoesDownTheMeanGradient() {
    TrainingResult result = run(parts(TrainingConfig.ofEpochs(2)));
    float[] expected = START.clone();
    for (int epoch = 0; epoch < 2; epoch++) {
      for (int s = 0; s < 3; s++) {
        StepId step = new StepId(epoch * 3L + s, epoch, s);
        for (int i = 0; i < expected.length; i++) {
          expected[i] -= 0.25f * (expected[i] - QuadraticSource.centre(step, i));
        }
      }
    }
    assertArrayEquals(expected, result.weights(), 1e-6f);
    assertEquals(Status.COMPLETED, result.status());
    assertEquals(6, result.steps());
    assertEquals(6, result.weightsStep());
    assertEquals(2, result.epochs());
    assertEquals(18, result.examples());
    assertEquals(Optional.empty(), result.validation());
  }

  @Test
  void theCallersWeightsAreOnlyRead() {
    float[] start = START.clone();
    new TrainingLoop(parts(TrainingConfig.ofEpochs(1)), new StepTimer()).run(start);
    assertArrayEquals(START, start);
  }

  /** Weights of a million and of a millionth give the same mean. */
  @Test
  void theMeanDoesNotDependOnTheScaleOfTheExampleWeights() {
    float[] expected = run(parts(TrainingConfig.ofEpochs(2))).weights();
    for (float factor : new float[] {0x1p-20f, 0x1p20f}) {
      QuadraticSource scaled =
          new QuadraticSource(
              (step, sum) -> {
                float[] gradient = sum.gradient();
                for (int i = 0; i < gradient.length; i++) {
                  gradient[i] *= factor;
                }
                return new GradientSum(
                    gradient, factor * sum.loss(), factor * sum.weight(), sum.examples());
              });
      TrainingParts parts = TrainingParts.of(TrainingConfig.ofEpochs(2), SAMPLER, scaled, SGD);
      assertArrayEquals(expected, run(parts).weights());
    }
  }

  @Test
  void listenersAreToldEverythingInOrder() {
    Recorder first = new Recorder();
    Recorder second = new Recorder();
    TrainingConfig config = TrainingConfig.ofEpochs(2).withValidationEvery(2);
    run(
        parts(config)
            .withValidation(Losses.validation(w -> w[0]))
            .withListener(first)
            .withListener(second));
    assertEquals(
        List.of(
            "step 0",
            "step 1",
            "validation after 2",
            "step 2",
            "epoch 0",
            "step 3",
            "validation after 4",
            "step 4",
            "step 5",
            "validation after 6",
            "epoch 1",
            "end"),
        first.order);
    assertEquals(first.order, second.order);
  }

  @Test
  void reportsHoldTheNumbersOfTheirStepAndEpoch() {
    Recorder recorder = new Recorder();
    Optimizer clipping =
        Optimizers.sgd(RecipeConfig.of(Schedules.step(0.25, 0.5, 2)).withClipNorm(1.5));
    TrainingParts parts =
        TrainingParts.of(TrainingConfig.ofEpochs(2), SAMPLER, new QuadraticSource(), clipping)
            .withListener(recorder);
    TrainingResult result = run(parts);
    StepReport first = recorder.steps.get(0);
    double squares = 0;
    for (int i = 0; i < START.length; i++) {
      squares += Math.pow(START[i] - QuadraticSource.centre(first.step(), i), 2);
    }
    assertEquals(new StepId(0, 0, 0), first.step());
    assertEquals(0.5 * squares, first.loss(), 1e-6);
    assertEquals(Math.sqrt(squares), first.gradientNorm(), 1e-6);
    assertTrue(first.clipped());
    assertEquals(0.25, first.learningRate());
    assertEquals(3, first.examples());
    assertTrue(first.nanos() > 0);
    assertEquals(new StepId(4, 1, 1), recorder.steps.get(4).step());
    assertEquals(0.0625, recorder.steps.get(4).learningRate());

    EpochReport last = recorder.epochs.get(1);
    double loss = 0;
    double weight = 0;
    for (StepReport step : recorder.steps.subList(3, 6)) {
      loss += step.loss() * QuadraticSource.weight(step.step());
      weight += QuadraticSource.weight(step.step());
    }
    assertEquals(loss / weight, last.trainLoss(), 1e-12);
    assertEquals(OptionalDouble.of(last.trainLoss()), result.trainLoss());
    assertEquals(6, last.steps());
    assertEquals(Optional.empty(), last.validation());
    assertEquals(0, last.secondsLeft());
    assertTrue(recorder.epochs.get(0).secondsLeft() > 0);
    assertTrue(last.examplesPerSecond() > 0 && last.secondsElapsed() > 0);
    assertTrue(last.secondsElapsed() >= recorder.epochs.get(0).secondsElapsed());
  }

  @Test
  void maxStepsEndsARunInTheMiddleOfAnEpoch() {
    Recorder recorder = new Recorder();
    TrainingResult result =
        run(
            parts(TrainingConfig.ofEpochs(5).withMaxSteps(4))
                .withValidation(Losses.validation(w -> w[0]))
                .withListener(recorder));
    assertEquals(4, result.steps());
    assertEquals(1, result.epochs());
    assertEquals(Status.COMPLETED, result.status());
    assertEquals(
        List.of("step 3", "validation after 4", "epoch 1", "end"),
        recorder.order.subList(recorder.order.size() - 4, recorder.order.size()));
    assertEquals(recorder.steps.get(3).loss(), recorder.epochs.get(1).trainLoss(), 1e-12);
  }

  @Test
  void aStopIsHonouredBeforeTheNextStepAndSaved() {
    AtomicInteger asked = new AtomicInteger();
    MemoryStore store = new MemoryStore();
    TrainingResult result =
        run(
            parts(TrainingConfig.ofEpochs(9))
                .withCheckpoints(store)
                .withStopRequested(() -> asked.incrementAndGet() > 4));
    assertEquals(Status.INTERRUPTED, result.status());
    assertEquals(4, result.steps());
    assertEquals(1, store.saved.size());
    assertEquals(4, store.latest().orElseThrow().step());
    assertArrayEquals(store.latest().orElseThrow().weights(), result.weights());
  }

  @Test
  void aStopBeforeTheFirstStepGivesTheWeightsAsTheyWere() {
    TrainingResult result = run(parts(TrainingConfig.ofEpochs(1)).withStopRequested(() -> true));
    assertEquals(Status.INTERRUPTED, result.status());
    assertEquals(0, result.steps());
    assertArrayEquals(START, result.weights());
    assertEquals(OptionalDouble.empty(), result.trainLoss());
  }

  @Test
  void anErrorOfTheSourceOrAListenerReachesTheCaller() {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void onStep(StepReport report) {
            throw new IllegalStateException("disk full");
          }
        };
    TrainingParts parts = parts(TrainingConfig.ofEpochs(1)).withListener(failing);
    Exception e = assertThrows(IllegalStateException.class, () -> run(parts));
    assertEquals("disk full", e.getMessage());
  }

  @Test
  void d11AStepWhoseExamplesWeighNothingIsADataError() {
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      QuadraticSource weightless =
          new QuadraticSource(
              (step, sum) ->
                  step.number() < 4
                      ? sum
                      : new GradientSum(sum.gradient(), sum.loss(), weight, sum.examples()));
      TrainingParts parts = TrainingParts.of(TrainingConfig.ofEpochs(9), SAMPLER, weightless, SGD);
      Exception e = assertThrows(DataException.class, () -> run(parts));
      assertEquals(
          "step 4: the weights of its 3 examples add up to "
              + weight
              + ", expected more than 0; check the weight column, drop the rows of weight 0, or"
              + " raise training.batchSize",
          e.getMessage());
    }
  }

  @Test
  void refusesAConfigurationThatAsksForWhatIsNotThere() {
    TrainingParts patient = parts(TrainingConfig.ofEpochs(1).withPatience(2, 0));
    Exception e = assertThrows(IllegalArgumentException.class, () -> run(patient));
    assertTrue(e.toString().contains("patience is 2"), e.toString());
    TrainingParts saving = parts(TrainingConfig.ofEpochs(1).withCheckpointEvery(3));
    e = assertThrows(IllegalArgumentException.class, () -> run(saving));
    assertTrue(e.toString().contains("checkpointEverySteps is 3"), e.toString());
  }

  @Test
  void theTimerKnowsTheUpdates() {
    StepTimer timer = new StepTimer();
    TrainingResult result = new TrainingLoop(parts(TrainingConfig.ofEpochs(2)), timer).run(START);
    TimeLedger ledger = timer.ledger(result.steps(), 0, 0);
    assertTrue(ledger.update() > 0);
    assertTrue(ledger.update() <= result.trainSeconds());
  }
}

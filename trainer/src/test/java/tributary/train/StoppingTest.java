package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.TrainingResult.Status;

/** Early stopping and the best weights, over validation losses that the test makes up. */
final class StoppingTest {
  /** Trains with these losses, one per epoch, and notes the weights that each was measured on. */
  private static final class Run {
    final Recorder recorder = new Recorder();
    final List<float[]> measured = new ArrayList<>();
    final TrainingResult result;

    Run(TrainingConfig config, double... losses) {
      Validation validation =
          Losses.validation(
              weights -> {
                measured.add(weights.clone());
                return losses[measured.size() - 1];
              });
      TrainingParts parts =
          TrainingParts.of(
                  config,
                  TrainingLoopTest.SAMPLER,
                  new QuadraticSource(),
                  Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.1))))
              .withValidation(validation)
              .withListener(recorder);
      result = new TrainingLoop(parts, new StepTimer()).run(new float[] {1, 2});
    }

    List<Boolean> best() {
      return recorder.validations.stream().map(ValidationReport::best).toList();
    }
  }

  @Test
  void theBestWeightsAreKept() {
    Run run = new Run(TrainingConfig.ofEpochs(5), 5, 3, 4, 2, 6);
    assertEquals(Status.COMPLETED, run.result.status());
    assertArrayEquals(run.measured.get(3), run.result.weights());
    assertEquals(12, run.result.weightsStep());
    assertEquals(Optional.of(Losses.evaluation(2)), run.result.validation());
    assertEquals(List.of(true, true, false, true, false), run.best());
    assertEquals(15, run.result.steps());
  }

  @Test
  void orTheLastIfSoConfigured() {
    Run run = new Run(TrainingConfig.ofEpochs(3).withKeepBest(false), 5, 3, 4);
    assertArrayEquals(run.measured.get(2), run.result.weights());
    assertEquals(9, run.result.weightsStep());
    assertEquals(Optional.of(Losses.evaluation(4)), run.result.validation());
    assertEquals(List.of(true, true, false), run.best());
  }

  @Test
  void ofEqualLossesTheFirstIsBest() {
    Run run = new Run(TrainingConfig.ofEpochs(3), 2, 2, 2);
    assertEquals(3, run.result.weightsStep());
  }

  @Test
  void stopsWhenPatienceIsLost() {
    Run run = new Run(TrainingConfig.ofEpochs(9).withPatience(2, 0), 5, 6, 4, 4, 5, 1);
    assertEquals(Status.EARLY_STOPPED, run.result.status());
    assertEquals(5, run.result.epochs());
    assertEquals(15, run.result.steps());
    assertArrayEquals(run.measured.get(2), run.result.weights());
  }

  @Test
  void aStopInTheMiddleOfAnEpochComesAtOnce() {
    Run run = new Run(TrainingConfig.ofEpochs(9).withValidationEvery(2).withPatience(1, 0), 5, 6);
    assertEquals(Status.EARLY_STOPPED, run.result.status());
    assertEquals(4, run.result.steps());
    assertEquals(1, run.result.epochs());
  }

  /** A lowering by less than minDelta is the best so far, yet does not restore patience. */
  @Test
  void smallGainsCountForTheBestButNotForPatience() {
    Run run = new Run(TrainingConfig.ofEpochs(9).withPatience(3, 0.5), 5, 4.8, 4.7, 4.6, 1);
    assertEquals(Status.EARLY_STOPPED, run.result.status());
    assertEquals(List.of(true, true, true, true), run.best());
    assertEquals(12, run.result.weightsStep());
  }

  @Test
  void slowGainsAddUpToMinDelta() {
    StoppingRule rule = StoppingRule.of(3, 0.5);
    for (double loss : new double[] {5, 4.8, 4.6, 4.4}) {
      rule = rule.after(loss);
    }
    assertEquals(0, rule.waited());
    assertEquals(4.4, rule.lowest());
  }

  @Test
  void aLossThatIsNotFiniteLowersNothing() {
    double nan = Double.NaN;
    Run run = new Run(TrainingConfig.ofEpochs(9).withPatience(2, 0), nan, 3, nan, nan);
    assertEquals(Status.EARLY_STOPPED, run.result.status());
    assertEquals(List.of(false, true, false, false), run.best());
    assertArrayEquals(run.measured.get(1), run.result.weights());
    assertEquals(1, StoppingRule.of(2, 0).after(Double.NEGATIVE_INFINITY).waited());
  }

  @Test
  void withoutAnyFiniteValidationTheLastWeightsAreTheResult() {
    Run run = new Run(TrainingConfig.ofEpochs(2), Double.NaN, Double.NaN);
    assertArrayEquals(run.measured.get(1), run.result.weights());
    assertTrue(Double.isNaN(run.result.validation().orElseThrow().loss()));
  }

  @Test
  void losingPatienceAtTheVeryEndIsACompletedRun() {
    Run run = new Run(TrainingConfig.ofEpochs(2).withPatience(1, 0), 1, 2);
    assertEquals(Status.COMPLETED, run.result.status());
  }

  @Test
  void noPatienceNeverStops() {
    StoppingRule rule = StoppingRule.of(0, 0);
    for (int i = 0; i < 100; i++) {
      rule = rule.after(i);
    }
    assertFalse(rule.stop());
  }
}

package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.optim.Optimizer;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;

final class ResumeTest {
  private static final float[] START = {1, -2, 3, 0.5f};
  private static final RecipeConfig RECIPE =
      RecipeConfig.of(Schedules.cosine(0.4, 0.01, 20)).withClipNorm(1.3).withWeightDecay(0.01);
  private static final Optimizer MOMENTUM = Optimizers.sgd(RECIPE, 0.9, true);
  private static final Optimizer ADAM = Optimizers.adamW(RECIPE);

  /** Goes down, up and down again while training goes on. */
  private static double loss(float[] w) {
    return Math.abs(w[0] - 0.4) + w[1] * w[1];
  }

  private static TrainingParts parts(TrainingConfig config, Optimizer optimizer) {
    return TrainingParts.of(config, TrainingLoopTest.SAMPLER, new QuadraticSource(), optimizer)
        .withValidation(Losses.validation(ResumeTest::loss));
  }

  private static TrainingLoop loop(TrainingParts parts) {
    return new TrainingLoop(parts, new StepTimer());
  }

  private static void assertSame(TrainingResult expected, TrainingResult actual, String which) {
    assertEquals(expected.status(), actual.status(), which);
    assertArrayEquals(expected.weights(), actual.weights(), which);
    assertEquals(expected.weightsStep(), actual.weightsStep(), which);
    assertEquals(expected.trainLoss(), actual.trainLoss(), which);
    assertEquals(expected.validation(), actual.validation(), which);
    assertEquals(expected.steps(), actual.steps(), which);
    assertEquals(expected.epochs(), actual.epochs(), which);
  }

  /** The checkpoint after every step, and one before the first, each leads to the same end. */
  private static void resumesFromEveryStep(TrainingConfig config, Optimizer optimizer) {
    Recorder uninterrupted = new Recorder();
    TrainingResult expected = loop(parts(config, optimizer).withListener(uninterrupted)).run(START);
    MemoryStore store = new MemoryStore();
    loop(parts(config.withCheckpointEvery(1), optimizer).withCheckpoints(store)).run(START);
    loop(parts(config, optimizer).withCheckpoints(store).withStopRequested(() -> true)).run(START);
    assertEquals(expected.steps() + 1, store.saved.size());
    for (Checkpoint checkpoint : store.saved) {
      String which = "after step " + checkpoint.step();
      Recorder recorder = new Recorder();
      float[] saved = checkpoint.weights().clone();
      TrainingResult actual =
          loop(parts(config, optimizer).withListener(recorder)).resume(checkpoint);
      assertSame(expected, actual, which);
      int told = recorder.order.size();
      int all = uninterrupted.order.size();
      assertEquals(uninterrupted.order.subList(all - told, all), recorder.order, which);
      assertEquals(
          uninterrupted.epochs.stream()
              .skip(uninterrupted.epochs.size() - recorder.epochs.size())
              .map(EpochReport::trainLoss)
              .toList(),
          recorder.epochs.stream().map(EpochReport::trainLoss).toList(),
          which);
      assertArrayEquals(saved, checkpoint.weights(), "the checkpoint itself stays as it was");
    }
  }

  @Test
  void everyStepLeadsToTheSameBits() {
    TrainingConfig config = TrainingConfig.ofEpochs(6);
    resumesFromEveryStep(config, MOMENTUM);
    resumesFromEveryStep(config, ADAM);
    resumesFromEveryStep(config.withValidationEvery(2), MOMENTUM);
    resumesFromEveryStep(config.withKeepBest(false), MOMENTUM);
    resumesFromEveryStep(config.withMaxSteps(11).withValidationEvery(4), ADAM);
  }

  @Test
  void patienceIsNotRefreshedByAResume() {
    TrainingConfig config =
        TrainingConfig.ofEpochs(20).withValidationEvery(1).withPatience(4, 0.001);
    TrainingResult result = loop(parts(config, MOMENTUM)).run(START);
    assertEquals(TrainingResult.Status.EARLY_STOPPED, result.status());
    resumesFromEveryStep(config, MOMENTUM);
    resumesFromEveryStep(config.withKeepBest(false), MOMENTUM);
  }

  @Test
  void aRunStoppedAgainAndAgainEndsTheSame() {
    TrainingConfig config = TrainingConfig.ofEpochs(5);
    TrainingResult expected = loop(parts(config, MOMENTUM)).run(START);
    MemoryStore store = new MemoryStore();
    TrainingResult result = loop(stoppedAfter(2, config, store)).run(START);
    int parts = 1;
    while (result.status() == TrainingResult.Status.INTERRUPTED) {
      result = loop(stoppedAfter(2, config, store)).resume(store.latest().orElseThrow());
      parts++;
    }
    assertEquals(8, parts);
    assertSame(expected, result, "in pieces");
  }

  private static TrainingParts stoppedAfter(int steps, TrainingConfig config, MemoryStore store) {
    AtomicInteger asked = new AtomicInteger();
    return parts(config, MOMENTUM)
        .withCheckpoints(store)
        .withStopRequested(() -> asked.incrementAndGet() > steps);
  }

  @Test
  void aCheckpointIsSavedEveryNStepsAndKeepsTheOrderOfItsSlots() {
    MemoryStore store = new MemoryStore();
    TrainingConfig config = TrainingConfig.ofEpochs(4).withCheckpointEvery(5);
    loop(parts(config, ADAM).withCheckpoints(store)).run(START);
    assertEquals(List.of(5L, 10L), store.saved.stream().map(Checkpoint::step).toList());
    assertEquals(
        List.copyOf(ADAM.newState(4).slots().keySet()),
        List.copyOf(store.saved.get(0).optimizerSlots().keySet()));
  }

  @Test
  void moreEpochsMayBeAddedToAFinishedRun() {
    MemoryStore store = new MemoryStore();
    TrainingConfig three = TrainingConfig.ofEpochs(3);
    loop(parts(three.withCheckpointEvery(9), MOMENTUM).withCheckpoints(store)).run(START);
    Checkpoint end = store.latest().orElseThrow();
    TrainingConfig five = TrainingConfig.ofEpochs(5);
    assertSame(
        loop(parts(five, MOMENTUM)).run(START),
        loop(parts(five, MOMENTUM)).resume(end),
        "three epochs and two");
  }

  @Test
  void refusesACheckpointOfAnotherRun() {
    MemoryStore store = new MemoryStore();
    TrainingConfig config = TrainingConfig.ofEpochs(1);
    loop(parts(config.withCheckpointEvery(2), MOMENTUM).withCheckpoints(store)).run(START);
    Checkpoint checkpoint = store.latest().orElseThrow();
    refused(checkpoint, new BatchSampler(6, 10, 2, 4), MOMENTUM, "seed was 5 and is now 6");
    refused(checkpoint, new BatchSampler(5, 11, 2, 4), MOMENTUM, "rows was 10 and is now 11");
    refused(checkpoint, new BatchSampler(5, 10, 3, 4), MOMENTUM, "shards was 2 and is now 3");
    refused(checkpoint, new BatchSampler(5, 10, 2, 5), MOMENTUM, "batchSize was 4 and is now 5");
    refused(checkpoint, new BatchSampler(5, 10, 2, 4), ADAM, "slots to restore");
  }

  private static void refused(
      Checkpoint checkpoint, BatchSampler sampler, Optimizer optimizer, String why) {
    TrainingParts parts =
        TrainingParts.of(TrainingConfig.ofEpochs(1), sampler, new QuadraticSource(), optimizer);
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> loop(parts).resume(checkpoint));
    assertTrue(e.toString().contains(why), e.toString());
  }
}

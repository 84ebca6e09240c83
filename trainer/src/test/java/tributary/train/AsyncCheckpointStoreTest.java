package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.AsyncCheckpointStore.OnError;

/** Checkpoints are written beside the training, and none is lost that was to be the last. */
@Timeout(30)
final class AsyncCheckpointStoreTest {
  /** Writes one checkpoint for each permit, and says when it has begun one. */
  private static final class SlowStore implements CheckpointStore {
    final MemoryStore memory = new MemoryStore();
    final Semaphore permits = new Semaphore(0);
    final Semaphore begun = new Semaphore(0);

    @Override
    public void save(Checkpoint checkpoint) {
      begun.release();
      permits.acquireUninterruptibly();
      memory.save(checkpoint);
    }

    @Override
    public Optional<Checkpoint> latest() {
      return memory.latest();
    }

    List<Long> steps() {
      return memory.saved.stream().map(Checkpoint::step).toList();
    }
  }

  /** Fails on every step that is a multiple of ten. */
  private static final class FailingStore implements CheckpointStore {
    final MemoryStore memory = new MemoryStore();

    @Override
    public void save(Checkpoint checkpoint) {
      if (checkpoint.step() % 10 == 0) {
        throw new UncheckedIOException(new IOException("disk full at " + checkpoint.step()));
      }
      if (checkpoint.step() % 7 == 0) {
        throw new IllegalStateException("a fault of ours");
      }
      memory.save(checkpoint);
    }

    @Override
    public Optional<Checkpoint> latest() {
      return memory.latest();
    }
  }

  private static Checkpoint checkpoint(long step) {
    return new Checkpoint(
        1,
        10,
        2,
        5,
        step,
        new float[] {step},
        Map.of(),
        EpochSums.NONE,
        1,
        1,
        0,
        Optional.empty(),
        Optional.empty(),
        Setbacks.NONE);
  }

  /** After the first save, training goes on only when its writing has begun. */
  private static CheckpointStore begun(CheckpointStore store, SlowStore slow) {
    return new CheckpointStore() {
      @Override
      public void save(Checkpoint checkpoint) {
        store.save(checkpoint);
        if (checkpoint.step() == 1) {
          slow.begun.acquireUninterruptibly();
        }
      }

      @Override
      public Optional<Checkpoint> latest() {
        return store.latest();
      }
    };
  }

  private static boolean threadLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("tributary-checkpoints"));
  }

  @Test
  void savingDoesNotWaitAndTheNewestTakesThePlaceOfTheOneThatWaits() {
    SlowStore slow = new SlowStore();
    AsyncCheckpointStore store = new AsyncCheckpointStore(slow, OnError.STOP);
    store.save(checkpoint(1));
    slow.begun.acquireUninterruptibly();
    for (long step = 2; step <= 5; step++) {
      store.save(checkpoint(step));
    }
    assertEquals(List.of(), slow.steps());
    slow.permits.release(10);
    store.close();
    assertEquals(List.of(1L, 5L), slow.steps());
  }

  @Test
  void closingWaitsForTheLastAndLeavesNoThread() {
    SlowStore slow = new SlowStore();
    slow.permits.release(100);
    try (AsyncCheckpointStore store = new AsyncCheckpointStore(slow, OnError.STOP)) {
      store.save(checkpoint(3));
      assertEquals(3, store.latest().orElseThrow().step());
      store.save(checkpoint(4));
    }
    assertEquals(List.of(3L, 4L), slow.steps());
    assertFalse(threadLeft());
  }

  @Test
  void anInterruptedThreadLosesNothing() {
    SlowStore slow = new SlowStore();
    slow.permits.release(1);
    AsyncCheckpointStore store = new AsyncCheckpointStore(slow, OnError.STOP);
    store.save(checkpoint(3));
    Thread.currentThread().interrupt();
    store.close();
    assertTrue(Thread.interrupted());
    assertEquals(List.of(3L), slow.steps());
  }

  @Test
  void c8AFailureStopsTheNextSaveOrTheClose() {
    AsyncCheckpointStore store = new AsyncCheckpointStore(new FailingStore(), OnError.STOP);
    store.save(checkpoint(10));
    UncheckedIOException atClose = assertThrows(UncheckedIOException.class, store::close);
    assertTrue(String.valueOf(atClose.getMessage()).contains("disk full at 10"));
    store.close();
    assertFalse(threadLeft());
    AsyncCheckpointStore again = new AsyncCheckpointStore(new FailingStore(), OnError.STOP);
    again.save(checkpoint(20));
    assertThrows(UncheckedIOException.class, again::latest);
    again.save(checkpoint(21 + 1));
    again.close();
    assertEquals(1, again.failures());
    assertThrows(IllegalStateException.class, () -> again.save(checkpoint(23)));
  }

  @Test
  void c8AFailureIsOnlyWarnedOfIfThatIsAskedFor() {
    FailingStore failing = new FailingStore();
    try (AsyncCheckpointStore store = new AsyncCheckpointStore(failing, OnError.WARN)) {
      store.save(checkpoint(10));
      assertEquals(Optional.empty(), store.latest());
      store.save(checkpoint(11));
      assertEquals(11, store.latest().orElseThrow().step());
      assertEquals(1, store.failures());
      // What is no fault of the file system is not passed over.
      store.save(checkpoint(14));
      assertThrows(IllegalStateException.class, store::latest);
    }
  }

  /** The copy is the writer's: what training does meanwhile does not reach it. */
  @Test
  void whatIsWrittenIsWhatWasSaved() {
    SlowStore slow = new SlowStore();
    TrainingParts parts =
        TrainingParts.of(
            TrainingConfig.ofEpochs(4).withCheckpointEvery(1),
            TrainingLoopTest.SAMPLER,
            new QuadraticSource(),
            Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.1)), 0.9, false));
    MemoryStore expected = new MemoryStore();
    float[] start = {1, -2, 3};
    new TrainingLoop(parts.withCheckpoints(expected), new StepTimer()).run(start);
    try (AsyncCheckpointStore store = new AsyncCheckpointStore(slow, OnError.STOP)) {
      new TrainingLoop(parts.withCheckpoints(begun(store, slow)), new StepTimer()).run(start);
      slow.permits.release(1000);
    }
    assertTrue(slow.steps().size() >= 2, slow.steps().toString());
    for (Checkpoint written : slow.memory.saved) {
      Checkpoint same = expected.saved.get((int) written.step() - 1);
      assertArrayEquals(same.weights(), written.weights());
      assertArrayEquals(
          same.optimizerSlots().values().iterator().next(),
          written.optimizerSlots().values().iterator().next());
    }
  }
}

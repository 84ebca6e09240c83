package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.data.DataException;
import tributary.data.RowBlock;
import tributary.data.Shard;
import tributary.train.GradientSum;
import tributary.train.StepTimer;

/** Tasks fail, and what is done about it; a task may fail once before Spark gives its job up. */
@Timeout(120)
final class TaskFaultsTest extends SparkTest {
  private static final SmallTraining TRAINING = SmallTraining.of(7, 6);

  @TempDir private Path dir;

  @Test
  void r4AStepThatSparkGaveUpIsBegunAgainAndTheBitsStay() throws IOException {
    String expected = TRAINING.undisturbed();
    FaultTokens tokens = new FaultTokens(dir);
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = TRAINING.table().shards(sc(), 7, 4)) {
        Shards faulty = TaskFaults.around(shards, tokens);
        // Twice is once too often for Spark; six times leaves the last of four tries.
        tokens.put("throw-1", 6);
        IntConsumer lastStepLater =
            step -> {
              if (step == TRAINING.steps() - 1) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TaskFaults.SLEEP_MILLIS + 200));
              }
            };
        assertEquals(
            expected, TRAINING.run(execution, sc(), faulty, lastStepLater), "" + execution);
        assertEquals(0, tokens.left("throw-1"));
      }
    }
  }

  @Test
  void r11ATaskThatFailsOnceIsTriedOnceMore() throws Exception {
    FaultTokens tokens = new FaultTokens(dir);
    try (Shards shards = TRAINING.table().shards(sc(), 7, 4);
        Watch watch = new Watch()) {
      tokens.put("throw-2", 1);
      Shards faulty = TaskFaults.around(shards, tokens);
      SparkGradientSource source =
          new SparkGradientSource(faulty, TRAINING.sampler(), TRAINING.settings(), job(faulty));
      GradientSum sum =
          source.gradient(TRAINING.step(0), TRAINING.initialWeights(), new StepTimer());
      assertEquals(TRAINING.localGradient(0).loss(), sum.loss());
      watch.settle();
      assertEquals(4 + 1, watch.tasks.get());
      assertEquals(1, watch.jobs.get());
    }
  }

  private ShardJob job(Shards shards) {
    return new ShardJob(sc(), shards, TreeReduction.of(shards.tasks(), true));
  }

  @Test
  void r12AnErrorOfTheDataIsTheSameEachTimeSoItIsNotTriedAgain() throws Exception {
    List<RowBlock> blocks = TRAINING.table().blocks(100);
    JavaRDD<RowBlock> poisoned =
        sc().parallelize(blocks, 2)
            .map(
                block -> {
                  if (block.firstRow() == 300) {
                    throw new DataException("row 317, column 'price': NaN\nis not a number");
                  }
                  return block;
                });
    try (Watch watch = new Watch()) {
      Failures.assertFails(
          DataException.class,
          () -> TRAINING.table().shards(poisoned, 7, 4),
          "row 317, column 'price': NaN");
      watch.settle();
      assertEquals(1, watch.jobs.get());
      assertTrue(watch.tasks.get() <= 2 + 2, watch.tasks + " tasks");
    }
  }

  @Test
  void r16ATaskThatOutlivesItsStepHasNoPartInTheNext() throws IOException {
    String expected = TRAINING.undisturbed();
    FaultTokens tokens = new FaultTokens(dir);
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = TRAINING.table().shards(sc(), 7, 2)) {
        // Task 1 fails the job while task 0 still sleeps: it comes to, and computes, much later.
        tokens.put("throw-1", 2);
        tokens.put("sleep-0", 1);
        Shards faulty = TaskFaults.around(shards, tokens);
        IntConsumer lastStepLater =
            step -> {
              if (step == TRAINING.steps() - 1) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TaskFaults.SLEEP_MILLIS + 200));
              }
            };
        assertEquals(
            expected, TRAINING.run(execution, sc(), faulty, lastStepLater), "" + execution);
      }
    }
  }

  @Test
  void r20AnInterruptEndsTheJobAndTheSessionGoesOn() throws Exception {
    FaultTokens tokens = new FaultTokens(dir);
    try (Shards shards = TRAINING.table().shards(sc(), 7, 7)) {
      tokens.put("sleep-5", 1);
      Shards faulty = TaskFaults.around(shards, tokens);
      ShardJob tree = new ShardJob(sc(), faulty, new TreeReduction(7, 3));
      GradientWork work =
          new GradientWork(PackedSettings.of(TRAINING.settings()), TRAINING.step(0));
      Thread user = Thread.currentThread();
      CompletableFuture<Void> key =
          CompletableFuture.runAsync(
              user::interrupt, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
      Failures.assertFails(
          ClusterException.class,
          () -> tree.run("step 0", TRAINING.initialWeights(), work, new StepTimer()),
          "step 0: java.lang.InterruptedException");
      assertTrue(Thread.interrupted(), "whoever asked for the step is told");
      key.get();
      // What still ran would end now, without its shuffle.
      Thread.sleep(TaskFaults.SLEEP_MILLIS);
      GradientSum sum = tree.run("step 0", TRAINING.initialWeights(), work, new StepTimer());
      assertEquals(TRAINING.localGradient(0).loss(), Objects.requireNonNull(sum).loss());
      assertEquals(0, sc().statusTracker().getActiveJobIds().length);
    }
  }

  @Test
  void k4WhatCannotTravelIsAnErrorOfOneLineAtOnce() throws Exception {
    try (Shards shards = TRAINING.table().shards(sc(), 7, 2);
        Watch watch = new Watch()) {
      Failures.assertFails(
          ClusterException.class,
          () ->
              job(shards)
                  .run(
                      "step 0, epoch 0",
                      TRAINING.initialWeights(),
                      new Untransportable(new Object()),
                      new StepTimer()),
          "step 0, epoch 0: ",
          "java.lang.Object",
          "give driver and executors the same jars");
      Shards missing =
          shards.over(
              shards
                  .rdd()
                  .mapPartitions(
                      all -> {
                        throw new NoClassDefFoundError("tributary/spark/Absent");
                      }));
      Failures.assertFails(
          ClusterException.class,
          () -> TRAINING.run(Execution.JOB, sc(), missing, step -> {}),
          "step 0, epoch 0: NoClassDefFoundError: tributary/spark/Absent",
          "give driver and executors the same jars");
      watch.settle();
      assertTrue(watch.jobs.get() <= 1, watch.jobs + " jobs");
    }
  }

  private record Untransportable(Object here) implements ShardWork<GradientSum> {
    @Override
    public Function<Shard, @Nullable GradientSum> begin(float[] weights) {
      return shard -> null;
    }

    @Override
    public GradientSum add(GradientSum left, GradientSum right) {
      return left;
    }
  }

  /** How many jobs began and tasks ended. */
  private final class Watch extends SparkListener implements AutoCloseable {
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger tasks = new AtomicInteger();

    Watch() throws Exception {
      sc().sc().listenerBus().waitUntilEmpty(10_000);
      sc().sc().addSparkListener(this);
    }

    void settle() throws Exception {
      sc().sc().listenerBus().waitUntilEmpty(10_000);
    }

    @Override
    public void onJobStart(SparkListenerJobStart started) {
      jobs.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
      tasks.incrementAndGet();
    }

    @Override
    public void close() {
      sc().sc().removeSparkListener(this);
    }
  }
}

package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.data.BatchSampler;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.StepId;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;

/** Resident tasks give the local gradient, bit for bit, and leave nothing behind. */
@Timeout(120)
class ResidentGradientSourceTest extends SparkTest {
  private static final long SEED = 77;
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          5,
          List.of(
              new DenseSpec(7, Activation.TANH),
              new DropoutSpec(0.2),
              new DenseSpec(2, Activation.IDENTITY)),
          new LossSpec.SquaredError(2));
  private static final Network NETWORK = Network.of(SPEC);
  private static final FlatMapFunction<Iterator<Shard>, int[]> INDEXES =
      shards -> {
        IntStream.Builder indexes = IntStream.builder();
        shards.forEachRemaining(shard -> indexes.add(shard.index()));
        return List.of(indexes.build().toArray()).iterator();
      };
  private static final float[] WEIGHTS = NETWORK.initialWeights(3);

  @Test
  void residentEqualsLocalForEveryWayOfSpreading() {
    for (int count : new int[] {1, 2, 6, 7, 16}) {
      for (boolean weighted : new boolean[] {false, true}) {
        Rows table = Rows.random(count, 53, 5, 2, weighted);
        for (int tasks : new int[] {1, 2, 3, 5, count}) {
          if (tasks <= count) {
            assertEpochsEqual(table, count, tasks, 20);
          }
        }
      }
    }
  }

  private void assertEpochsEqual(Rows table, int count, int tasks, int batchSize) {
    String how = "%d rows, %d shards, %d tasks ".formatted(table.rows(), count, tasks);
    try (Shards shards = table.shards(sc(), count, tasks);
        ResidentGradientSource source = source(shards, batchSize)) {
      long number = 0;
      for (int epoch = 0; epoch < 2; epoch++) {
        long steps = sampler(shards, batchSize).stepsPerEpoch();
        for (long inEpoch = 0; inEpoch < steps; inEpoch++) {
          StepId step = new StepId(number++, epoch, inEpoch);
          assertSameBits(
              local(table, count, batchSize, step),
              source.gradient(step, WEIGHTS, new StepTimer()),
              how + step);
        }
      }
    }
  }

  @Test
  void emptyShardsAndBatchesOfOneRow() {
    assertEpochsEqual(Rows.random(1, 5, 5, 2, true), 7, 4, 2);
    assertEpochsEqual(Rows.random(2, 9, 5, 2, false), 7, 2, 1);
    assertEpochsEqual(Rows.random(3, 1, 5, 2, false), 16, 2, 1);
  }

  @Test
  void pausesBetweenStepsChangeNothingAndFreeTheSlots() {
    Rows table = Rows.random(4, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 4, 2);
        ResidentGradientSource source = source(shards, 8)) {
      for (int i = 0; i < 5; i++) {
        StepId step = new StepId(i, 0, i);
        assertSameBits(
            local(table, 4, 8, step), source.gradient(step, WEIGHTS, new StepTimer()), "" + i);
        source.pause();
        assertEquals(10, sc().parallelize(List.of(1, 2, 3, 4), 2).reduce(Integer::sum));
      }
    }
  }

  @Test
  void aJobThatFindsNoSlotIsGivenWay() throws Exception {
    Rows table = Rows.random(5, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 2, 2);
        ResidentGradientSource source = source(shards, 8)) {
      StepId step = new StepId(0, 0, 0);
      source.gradient(step, WEIGHTS, new StepTimer());
      CompletableFuture<Integer> other =
          CompletableFuture.supplyAsync(
              () -> sc().parallelize(List.of(1, 2, 3, 4), 2).reduce(Integer::sum));
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!other.isDone() && System.nanoTime() < deadline) {
        assertSameBits(
            local(table, 2, 8, step), source.gradient(step, WEIGHTS, new StepTimer()), "beside");
      }
      assertEquals(10, other.get(1, TimeUnit.SECONDS));
      assertSameBits(
          local(table, 2, 8, step), source.gradient(step, WEIGHTS, new StepTimer()), "after");
    }
  }

  @Test
  void r11ATaskThatFailsOnceIsStartedAgainAndTheBitsStay() {
    Rows table = Rows.random(11, 40, 5, 2, false);
    StepId step = new StepId(0, 0, 0);
    try (Shards shards = table.shards(sc(), 7, 2);
        ResidentGradientSource source = source(Disturbance.failing(shards, 1, 1), 40)) {
      GradientSum sum = source.gradient(step, WEIGHTS, new StepTimer());
      assertSameBits(local(table, 7, 40, step), sum, "after a retry");
    }
  }

  @Test
  void r4AStageThatKeepsFailingSaysWhichStepHowOftenItWasTriedAndWhy() {
    Rows table = Rows.random(12, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 4, 2);
        ResidentGradientSource source = source(Disturbance.failing(shards, 1, 99), 40)) {
      ClusterException error =
          Failures.assertFails(
              ClusterException.class,
              () -> source.gradient(new StepId(120, 3, 0), WEIGHTS, new StepTimer()));
      assertEquals(
          "step 120, epoch 3, tried 4 times: the disk of task 1 burns", error.getMessage());
      assertNull(sc().getLocalProperty("spark.job.description"));
    }
    assertNoJobs();
  }

  @Test
  void n8SlowTasksInAnyOrderGiveTheSameBits() {
    Rows table = Rows.random(10, 70, 5, 2, true);
    StepId step = new StepId(4, 1, 1);
    GradientSum expected = local(table, 7, 30, step);
    try (Shards shards = table.shards(sc(), 7, 2)) {
      for (long[] delays : new long[][] {{60, 0}, {0, 60}}) {
        try (ResidentGradientSource source = source(Disturbance.delayed(shards, delays), 30)) {
          assertSameBits(expected, source.gradient(step, WEIGHTS, new StepTimer()), "delayed");
        }
      }
    }
  }

  @Test
  void r20AJobThatIsCancelledFromOutsideEndsTheStepAndTheNextOneWorks() {
    Rows table = Rows.random(13, 40, 5, 2, false);
    StepId step = new StepId(3, 0, 3);
    try (Shards shards = table.shards(sc(), 2, 2)) {
      Shards slow = Disturbance.delayed(shards, 10_000, 10_000);
      try (ResidentGradientSource source = source(slow, 8)) {
        Timer cancel = new Timer(true);
        cancel.schedule(
            new TimerTask() {
              @Override
              public void run() {
                sc().cancelAllJobs();
              }
            },
            500,
            500);
        Failures.assertFails(
            ClusterException.class,
            () -> source.gradient(step, WEIGHTS, new StepTimer()),
            "step 3, epoch 0",
            "cancelled");
        cancel.cancel();
      }
      assertNoJobs();
      try (ResidentGradientSource source = source(shards, 8)) {
        assertSameBits(
            local(table, 2, 8, step), source.gradient(step, WEIGHTS, new StepTimer()), "next");
      }
    }
  }

  @Test
  void closingLeavesNoJobThreadOrEndpointBehind() {
    Rows table = Rows.random(14, 40, 5, 2, false);
    long threads = residentThreads();
    try (Shards shards = table.shards(sc(), 2, 2)) {
      for (int i = 0; i < 5; i++) {
        try (ResidentGradientSource source = source(shards, 8)) {
          source.gradient(new StepId(0, 0, 0), WEIGHTS, new StepTimer());
        }
      }
    }
    assertNoJobs();
    assertEquals(threads, residentThreads());
  }

  private static long residentThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("tributary-") && thread.isAlive())
        .count();
  }

  @Test
  void timersAddUpToTheStepAndWeightsAreOnlyRead() {
    Rows table = Rows.random(15, 20, 5, 2, false);
    float[] weights = WEIGHTS.clone();
    try (Shards shards = table.shards(sc(), 2, 2);
        ResidentGradientSource source = source(shards, 4)) {
      StepTimer timer = new StepTimer();
      long begin = System.nanoTime();
      source.gradient(new StepId(0, 0, 0), weights, timer);
      long took = System.nanoTime() - begin;
      TimeLedger ledger = timer.ledger(1, took, 0);
      assertTrue(ledger.compute() > 0, ledger.toString());
      assertEquals(took / 1e9, ledger.total(), 1e-9, ledger.toString());
      assertArrayEquals(WEIGHTS, weights);
    }
  }

  @Test
  void aStepThatDoesNotExistIsRefusedBeforeAnyJob() {
    Rows table = Rows.random(16, 20, 5, 2, false);
    try (Shards shards = table.shards(sc(), 3, 1);
        ResidentGradientSource source = source(shards, 7)) {
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> source.gradient(new StepId(0, 0, 3), WEIGHTS, new StepTimer()),
          "step 3",
          "steps 0 to 2");
      assertNoJobs();
    }
  }

  @Test
  void shardsDealtToAnotherNumberOfTasksAreTheSame() {
    Rows table = Rows.random(17, 50, 5, 2, true);
    for (int count : new int[] {5, 7, 16}) {
      for (int held : new int[] {1, 2, 4, 5}) {
        try (Shards shards = table.shards(sc(), count, held)) {
          for (int tasks = 1; tasks <= count; tasks++) {
            List<int[]> dealt = RangedShards.of(shards, tasks).mapPartitions(INDEXES).collect();
            ShardRanges ranges = new ShardRanges(count, tasks);
            for (int task = 0; task < tasks; task++) {
              int[] expected = IntStream.range(ranges.first(task), ranges.last(task)).toArray();
              assertArrayEquals(expected, dealt.get(task), count + ", " + held + ", " + tasks);
            }
          }
        }
      }
    }
  }

  /** Spark counts a little behind. */
  private void assertNoJobs() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (sc().statusTracker().getActiveJobIds().length > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertEquals(0, sc().statusTracker().getActiveJobIds().length);
  }

  private static BatchSampler sampler(Shards shards, int batchSize) {
    return new BatchSampler(SEED, shards.rows(), shards.count(), batchSize);
  }

  private ResidentGradientSource source(Shards shards, int batchSize) {
    return new ResidentGradientSource(
        sc(), shards, SPEC, sampler(shards, batchSize), SEED, "auto", HealthConfig.OFF);
  }

  private static GradientSum local(Rows table, int count, int batchSize, StepId step) {
    BatchSampler sampler = new BatchSampler(SEED, table.rows(), count, batchSize);
    return new LocalGradientSource(
            NETWORK, table.localShards(count), sampler, SEED, HealthConfig.OFF)
        .gradient(step, WEIGHTS, new StepTimer());
  }

  private static void assertSameBits(GradientSum expected, GradientSum actual, String how) {
    assertEquals(expected.examples(), actual.examples(), how);
    assertEquals(expected.loss(), actual.loss(), 0, how);
    assertEquals(expected.weight(), actual.weight(), 0, how);
    assertArrayEquals(expected.gradient(), actual.gradient(), 0f, how);
  }
}

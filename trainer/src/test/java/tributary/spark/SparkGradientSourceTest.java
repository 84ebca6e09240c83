package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.StepId;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;

/** The distributed gradient is the local one, bit for bit. Subclassed for the other serializer. */
class SparkGradientSourceTest extends SparkTest {
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
  private static final float[] WEIGHTS = NETWORK.initialWeights(3);

  @Test
  void n9DistributedEqualsLocalForEveryWayOfSpreading() {
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

  @Test
  void d7EmptyShardsAndBatchesOfOneRow() {
    assertEpochsEqual(Rows.random(1, 5, 5, 2, true), 7, 4, 2);
    assertEpochsEqual(Rows.random(2, 9, 5, 2, false), 7, 7, 1);
    assertEpochsEqual(Rows.random(3, 1, 5, 2, false), 16, 3, 1);
  }

  /** Two epochs, the last step of each shorter when the batch does not divide the rows. */
  private void assertEpochsEqual(Rows table, int count, int tasks, int batchSize) {
    String how = "%d rows, %d shards, %d tasks".formatted(table.rows(), count, tasks);
    try (Shards shards = table.shards(sc(), count, tasks)) {
      long number = 0;
      for (int epoch = 0; epoch < 2; epoch++) {
        long steps = sampler(shards, batchSize).stepsPerEpoch();
        for (long inEpoch = 0; inEpoch < steps; inEpoch++) {
          StepId step = new StepId(number++, epoch, inEpoch);
          assertSameBits(
              local(table, count, batchSize, step), spark(shards, batchSize, step), how + step);
        }
      }
    }
  }

  @Test
  void n9SumsAgreeWithOneBatchOfAllRows() {
    Rows table = Rows.random(9, 96, 5, 2, true);
    NetworkSpec plain =
        new NetworkSpec(
            5,
            List.of(new DenseSpec(7, Activation.TANH), new DenseSpec(2, Activation.IDENTITY)),
            new LossSpec.SquaredError(2));
    StepId step = new StepId(0, 0, 0);
    BatchSampler one = new BatchSampler(SEED, 96, 1, 96);
    GradientSum whole =
        new LocalGradientSource(
                Network.of(plain), table.localShards(1), one, SEED, HealthConfig.OFF)
            .gradient(step, Network.of(plain).initialWeights(3), new StepTimer());
    for (int count : new int[] {2, 6, 7, 16}) {
      try (Shards shards = table.shards(sc(), count, 2)) {
        GradientSum sum =
            new SparkGradientSource(
                    sc(), shards, plain, sampler(shards, 96), SEED, "auto", HealthConfig.OFF)
                .gradient(step, Network.of(plain).initialWeights(3), new StepTimer());
        assertEquals(whole.loss(), sum.loss(), 1e-6 * whole.loss());
        assertEquals(whole.weight(), sum.weight(), 1e-9);
        double norm = 0;
        double difference = 0;
        for (int i = 0; i < sum.gradient().length; i++) {
          norm += Math.pow(whole.gradient()[i], 2);
          difference += Math.pow((double) whole.gradient()[i] - sum.gradient()[i], 2);
        }
        assertTrue(
            Math.sqrt(difference / norm) <= 1e-6, "relative " + Math.sqrt(difference / norm));
      }
    }
  }

  /**
   * Against one shard in one thread, without Spark; and to the bit where the shards are as many.
   */
  @Test
  void n9TenStepsOnTheClusterAreThoseOfOneMachine() {
    Rows table = Rows.random(12, 96, 5, 2, true);
    NetworkSpec plain =
        new NetworkSpec(
            5,
            List.of(new DenseSpec(7, Activation.TANH), new DenseSpec(2, Activation.IDENTITY)),
            new LossSpec.SquaredError(2));
    // All rows a step, so that the shards do not decide which rows make a batch.
    float[] one = tenSteps(plain, local(plain, table, 1));
    for (int count : new int[] {2, 7, 16}) {
      float[] cluster;
      try (Shards shards = table.shards(sc(), count, 2)) {
        cluster =
            tenSteps(
                plain,
                new SparkGradientSource(
                    sc(), shards, plain, sampler(shards, 96), SEED, "auto", HealthConfig.OFF));
      }
      assertArrayEquals(tenSteps(plain, local(plain, table, count)), cluster);
      double norm = 0;
      double difference = 0;
      for (int i = 0; i < one.length; i++) {
        norm += Math.pow(one[i], 2);
        difference += Math.pow((double) one[i] - cluster[i], 2);
      }
      double relative = Math.sqrt(difference / norm);
      assertTrue(relative <= 1e-6, count + " shards: relative " + relative);
    }
  }

  private static GradientSource local(NetworkSpec spec, Rows table, int count) {
    return new LocalGradientSource(
        Network.of(spec),
        table.localShards(count),
        new BatchSampler(SEED, table.rows(), count, 96),
        SEED,
        HealthConfig.OFF);
  }

  private static float[] tenSteps(NetworkSpec spec, GradientSource source) {
    float[] weights = Network.of(spec).initialWeights(3);
    for (int s = 0; s < 10; s++) {
      GradientSum sum = source.gradient(new StepId(s, s, 0), weights, new StepTimer());
      float rate = (float) (0.1 / sum.weight());
      for (int i = 0; i < weights.length; i++) {
        weights[i] -= rate * sum.gradient()[i];
      }
    }
    return weights;
  }

  @Test
  void n8TheOrderInWhichTasksFinishDoesNotMatter() {
    Rows table = Rows.random(10, 70, 5, 2, true);
    StepId step = new StepId(4, 1, 1);
    GradientSum expected = local(table, 7, 30, step);
    try (Shards shards = table.shards(sc(), 7, 7)) {
      for (long[] delays :
          new long[][] {
            {60, 50, 40, 30, 20, 10, 0}, {0, 60, 0, 60, 0, 60, 0}, {80, 0, 0, 0, 0, 0, 0}
          }) {
        Shards delayed = Disturbance.delayed(shards, delays);
        assertSameBits(expected, spark(delayed, 30, step), "flat");
        assertSameBits(expected, tree(delayed, 3, step), "tree");
      }
    }
  }

  @Test
  void aLevelBetweenGivesTheSameBits() {
    for (int count : new int[] {7, 16, 21}) {
      Rows table = Rows.random(count, 90, 5, 2, false);
      StepId step = new StepId(0, 0, 2);
      GradientSum expected = local(table, count, 30, step);
      for (int tasks : new int[] {6, 7}) {
        try (Shards shards = table.shards(sc(), count, tasks)) {
          for (int groups = 1; groups < tasks; groups++) {
            assertSameBits(
                expected, tree(shards, groups, step), count + " shards, " + groups + " groups");
          }
        }
      }
    }
  }

  @Test
  void theLevelBetweenStartsWhereSparksOwnDoes() {
    int[] tasks = {1, 2, 5, 6, 7, 9, 16, 32, 64, 100};
    int[] groups = {1, 2, 5, 2, 2, 3, 4, 5, 8, 10};
    for (int i = 0; i < tasks.length; i++) {
      TreeReduction reduction = TreeReduction.of(tasks[i], false);
      assertEquals(groups[i], reduction.groups(), tasks[i] + " tasks");
      assertEquals(tasks[i] <= 5, reduction.flat());
      assertTrue(TreeReduction.of(tasks[i], true).flat());
    }
  }

  @Test
  void r4AStepThatKeepsFailingSaysWhichHowOftenItWasTriedAndWhy() {
    Rows table = Rows.random(12, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 4, 4)) {
      Shards failing = Disturbance.failing(shards, 1, 99);
      ClusterException error =
          Failures.assertFails(
              ClusterException.class, () -> spark(failing, 40, new StepId(120, 3, 0)));
      assertEquals(
          "step 120, epoch 3, tried 4 times: the disk of task 1 burns", error.getMessage());
      assertNull(sc().getLocalProperty("spark.job.description"));
      assertEquals(List.of(), BroadcastBlocks.alive(SharedWeights.class));
    }
  }

  @Test
  void timersAddUpToTheStep() {
    Rows table = Rows.random(14, 20, 5, 2, false);
    try (Shards shards = table.shards(sc(), 2, 2)) {
      StepTimer timer = new StepTimer();
      long begin = System.nanoTime();
      source(Disturbance.delayed(shards, 50, 50), 4).gradient(new StepId(0, 0, 0), WEIGHTS, timer);
      long took = System.nanoTime() - begin;
      TimeLedger ledger = timer.ledger(1, took, 0);
      assertTrue(ledger.broadcast() > 0 && ledger.compute() > 0, ledger.toString());
      // The delay comes before a task's own arithmetic, with the shard: that is Spark's time.
      assertTrue(ledger.scheduling() >= 0.05, ledger.toString());
      assertEquals(took / 1e9, ledger.total(), 1e-9, ledger.toString());
      assertEquals(0, ledger.update() + ledger.evaluation());
    }
  }

  @Test
  void weightsAndEarlierSumsAreLeftAlone() {
    Rows table = Rows.random(15, 20, 5, 2, false);
    float[] weights = WEIGHTS.clone();
    try (Shards shards = table.shards(sc(), 3, 1)) {
      SparkGradientSource source = source(shards, 20);
      StepId step = new StepId(0, 0, 0);
      GradientSum first = source.gradient(step, weights, new StepTimer());
      float[] kept = first.gradient().clone();
      source.gradient(new StepId(1, 1, 0), weights, new StepTimer());
      assertArrayEquals(WEIGHTS, weights);
      assertArrayEquals(kept, first.gradient());
      assertArrayEquals(kept, source.gradient(step, weights, new StepTimer()).gradient());
    }
  }

  @Test
  void aStepOrSamplerThatDoesNotFitIsRefusedBeforeAnyJob() {
    Rows table = Rows.random(16, 20, 5, 2, false);
    try (Shards shards = table.shards(sc(), 3, 1)) {
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> spark(shards, 7, new StepId(0, 0, 3)),
          "step 3",
          "steps 0 to 2");
      BatchSampler other = new BatchSampler(SEED, 21, 3, 7);
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> new SparkGradientSource(sc(), shards, SPEC, other, SEED, "auto", HealthConfig.OFF),
          "the sampler is for 21 rows in 3 shards, but there are 20 rows in 3");
    }
  }

  @Test
  void workersForgetRunsAndNetworksThatAreOver() {
    for (int inputs = 1; inputs <= 20; inputs++) {
      NetworkSpec spec =
          new NetworkSpec(
              inputs, List.of(new DenseSpec(2, Activation.IDENTITY)), new LossSpec.SquaredError(2));
      WorkerContext.of(spec, "auto");
      assertTrue(WorkerContext.kept() <= 8);
    }
  }

  private static BatchSampler sampler(Shards shards, int batchSize) {
    return new BatchSampler(SEED, shards.rows(), shards.count(), batchSize);
  }

  private SparkGradientSource source(Shards shards, int batchSize) {
    return new SparkGradientSource(
        sc(), shards, SPEC, sampler(shards, batchSize), SEED, "auto", HealthConfig.OFF);
  }

  private GradientSum spark(Shards shards, int batchSize, StepId step) {
    return source(shards, batchSize).gradient(step, WEIGHTS, new StepTimer());
  }

  private GradientSum tree(Shards shards, int groups, StepId step) {
    BatchSampler sampler = sampler(shards, 30);
    ShardJob job = new ShardJob(sc(), shards, new TreeReduction(shards.tasks(), groups));
    GradientSettings settings = GradientSettings.of(SPEC, "auto", sampler, SEED, HealthConfig.OFF);
    return new SparkGradientSource(shards, sampler, settings, job)
        .gradient(step, WEIGHTS, new StepTimer());
  }

  private static GradientSum local(Rows table, int count, int batchSize, StepId step) {
    List<Shard> shards = table.localShards(count);
    BatchSampler sampler = new BatchSampler(SEED, table.rows(), count, batchSize);
    return new LocalGradientSource(NETWORK, shards, sampler, SEED, HealthConfig.OFF)
        .gradient(step, WEIGHTS, new StepTimer());
  }

  private static void assertSameBits(GradientSum expected, GradientSum actual, String how) {
    assertEquals(expected.examples(), actual.examples(), how);
    assertEquals(expected.loss(), actual.loss(), 0, how);
    assertEquals(expected.weight(), actual.weight(), 0, how);
    assertArrayEquals(expected.gradient(), actual.gradient(), 0f, how);
  }
}

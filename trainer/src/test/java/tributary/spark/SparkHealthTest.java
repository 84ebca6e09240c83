package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.ActivationSums;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.nn.NonFinite;
import tributary.optim.Optimizers;
import tributary.optim.RecipeConfig;
import tributary.optim.Schedules;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.LocalGradientSource;
import tributary.train.NonFiniteOrigin;
import tributary.train.NonFinitePolicy;
import tributary.train.NonFiniteReport;
import tributary.train.StepId;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;
import tributary.train.TrainingConfig;
import tributary.train.TrainingListener;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;

/** What is measured over the whole cluster is what one process measures, bit for bit. */
class SparkHealthTest extends SparkTest {
  private static final long SEED = 78;
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          5,
          List.of(
              new DenseSpec(70, Activation.RELU),
              new DropoutSpec(0.2),
              new DenseSpec(9, Activation.RELU),
              new DenseSpec(2, Activation.IDENTITY)),
          new LossSpec.SquaredError(2));
  private static final Network NETWORK = Network.of(SPEC);
  private static final float[] WEIGHTS = weights();

  /** Biases low enough that most units sleep through most rows. */
  private static float[] weights() {
    float[] weights = NETWORK.initialWeights(3);
    int bias = NETWORK.layout().slot("layers.0.bias").offset();
    for (int o = 0; o < 70; o++) {
      weights[bias + o] = -o / 20f;
    }
    return weights;
  }

  private static byte[] bytes(GradientSum sum) {
    ActivationSums activations = sum.activations();
    if (activations == null) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      activations.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static LocalGradientSource local(Rows table, int count, HealthConfig health) {
    return new LocalGradientSource(
        NETWORK, table.localShards(count), sampler(table, count), SEED, health);
  }

  private static BatchSampler sampler(Rows table, int count) {
    return new BatchSampler(SEED, table.rows(), count, 20);
  }

  private SparkGradientSource spark(Rows table, Shards shards, int groups, HealthConfig health) {
    BatchSampler sampler = sampler(table, shards.count());
    GradientSettings settings = GradientSettings.of(SPEC, "auto", sampler, SEED, health);
    ShardJob job = new ShardJob(sc(), shards, new TreeReduction(shards.tasks(), groups));
    return new SparkGradientSource(shards, sampler, settings, job);
  }

  @Test
  void theClusterSeesWhatOneProcessSees() {
    Rows table = Rows.random(21, 53, 5, 2, true);
    HealthConfig health = new HealthConfig(2);
    for (int[] how : new int[][] {{1, 1, 1}, {6, 3, 3}, {7, 7, 2}, {16, 5, 2}}) {
      try (Shards shards = table.shards(sc(), how[0], how[1])) {
        for (long s = 0; s < 3; s++) {
          StepId step = new StepId(s, 0, s);
          GradientSum expected = local(table, how[0], health).gradient(step, WEIGHTS, timer());
          GradientSum actual =
              spark(table, shards, how[2], health).gradient(step, WEIGHTS, timer());
          assertTrue(bytes(expected).length > 0);
          assertArrayEquals(bytes(expected), bytes(actual), how[0] + " shards, " + step);
          assertArrayEquals(expected.gradient(), actual.gradient());
        }
      }
    }
  }

  /** Delays turn the order of completion round; a failed task is counted once all the same. */
  @Test
  void retriesAndTheOrderOfCompletionChangeNothing() {
    Rows table = Rows.random(22, 60, 5, 2, false);
    HealthConfig health = new HealthConfig(1);
    StepId step = new StepId(0, 0, 0);
    byte[] expected = bytes(local(table, 7, health).gradient(step, WEIGHTS, timer()));
    try (Shards shards = table.shards(sc(), 7, 3)) {
      List<Shards> disturbed =
          List.of(
              Disturbance.delayed(shards, 60, 30, 0),
              Disturbance.delayed(shards, 0, 60, 30),
              Disturbance.failing(shards, 1, 1));
      for (Shards how : disturbed) {
        GradientSum sum = spark(table, how, 3, health).gradient(step, WEIGHTS, timer());
        assertArrayEquals(expected, bytes(sum));
      }
    }
  }

  @Test
  void offSendsNothing() {
    Rows table = Rows.random(23, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 3, 3)) {
      GradientSum sum =
          spark(table, shards, 3, HealthConfig.OFF).gradient(new StepId(0, 0, 0), WEIGHTS, timer());
      assertEquals(null, sum.activations());
    }
  }

  @Test
  void n1TheFirstValueThatIsNotFiniteIsFoundOnTheCluster() {
    Rows table = Rows.random(24, 60, 5, 2, false);
    int row = 32;
    table.x()[row * 5 + 1] = Float.NaN;
    try (Shards shards = table.shards(sc(), 7, 3)) {
      SparkGradientSource source = spark(table, shards, 3, HealthConfig.OFF);
      int found = 0;
      for (int inEpoch = 0; inEpoch < 3; inEpoch++) {
        StepId step = new StepId(inEpoch, 0, inEpoch);
        Optional<NonFiniteOrigin> origin = source.firstNonFinite(step, WEIGHTS);
        assertEquals(local(table, 7, HealthConfig.OFF).firstNonFinite(step, WEIGHTS), origin);
        boolean finite = Double.isFinite(source.gradient(step, WEIGHTS, timer()).loss());
        assertEquals(finite, origin.isEmpty());
        if (origin.isPresent()) {
          NonFinite input = new NonFinite("input", NonFinite.Kind.INPUT);
          assertEquals(
              new NonFiniteOrigin(row % 7, OptionalLong.of(row), input, Double.NaN), origin.get());
          found++;
        }
      }
      assertEquals(1, found, "each row is in one step of the epoch");
    }
  }

  /** One shard's part of step 5 is infinite: the step alone is lost, and it is known where. */
  @Test
  void n1AnInfiniteGradientOfOneShardCostsItsStepAndNothingElse() {
    Rows table = Rows.random(26, 200, 5, 2, false);
    BatchSampler sampler = sampler(table, 4);
    TrainingConfig skip =
        TrainingConfig.ofEpochs(1)
            .withOnNonFinite(new NonFinitePolicy(NonFiniteReport.Action.SKIP, 5, 0.5));
    List<NonFiniteReport> told = new ArrayList<>();
    List<float[]> before = new ArrayList<>();
    try (Shards shards = table.shards(sc(), 4, 2)) {
      SparkGradientSource source = spark(table, shards, 2, HealthConfig.OFF);
      GradientSource faulty =
          new GradientSource() {
            @Override
            public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
              before.add(weights.clone());
              GradientSum sum = source.gradient(step, weights, timer);
              if (step.number() == 5) {
                sum.gradient()[3] = Float.POSITIVE_INFINITY;
              }
              return sum;
            }

            @Override
            public void close() {}
          };
      TrainingParts parts =
          TrainingParts.of(
                  skip, sampler, faulty, Optimizers.sgd(RecipeConfig.of(Schedules.constant(0.05))))
              .withListener(
                  new TrainingListener() {
                    @Override
                    public void onNonFinite(NonFiniteReport report) {
                      told.add(report);
                    }
                  });
      assertEquals(10, new TrainingLoop(parts, new StepTimer()).run(WEIGHTS).steps());
    }
    assertEquals(1, told.size());
    assertEquals("a gradient value became Infinity", told.get(0).what());
    assertArrayEquals(before.get(5), before.get(6));
    assertFalse(Arrays.equals(before.get(4), before.get(5)));
    assertFalse(Arrays.equals(before.get(6), before.get(7)));
  }

  /**
   * Two tasks of two shards: the arithmetic of the one takes 20 + 20 ms, of the other 20 + 120, and
   * each addition 40 ms more, of which each task makes one and the driver one.
   */
  @Test
  void knownDelaysOfTheTasksAreFoundWhereTheyBelong() {
    Rows table = Rows.random(25, 40, 5, 2, false);
    try (Shards shards = table.shards(sc(), 4, 2)) {
      ShardJob job = new ShardJob(sc(), shards, new TreeReduction(2, 2));
      // The first job of a kind pays for loading classes.
      job.run("warm-up", WEIGHTS, new SlowWork(0, 0), timer());
      List<String> seen = new ArrayList<>();
      // A machine that has other work to do adds delays of its own; not every time.
      while (seen.isEmpty() || (seen.size() < 8 && !seen.get(seen.size() - 1).isEmpty())) {
        StepTimer timer = timer();
        long begin = System.nanoTime();
        job.run("slow", WEIGHTS, new SlowWork(20, 40), timer);
        long took = System.nanoTime() - begin;
        TimeLedger ledger = timer.ledger(1, took, 0);
        assertEquals(took / 1e9, ledger.total(), 1e-9, ledger.toString());
        assertTrue(ledger.broadcast() > 0 && ledger.scheduling() > 0, ledger.toString());
        boolean found =
            within(0.130, ledger.compute())
                && within(0.045, ledger.waiting())
                && within(0.040, ledger.aggregation())
                && ledger.other() < 0.04;
        seen.add(found ? "" : ledger.toString());
      }
      assertEquals("", seen.get(seen.size() - 1), seen.toString());
    }
  }

  private static boolean within(double least, double seconds) {
    return seconds >= least && seconds < least + 0.040;
  }

  private static StepTimer timer() {
    return new StepTimer();
  }

  private record SlowWork(long shardMillis, long addMillis) implements ShardWork<GradientSum> {
    @Override
    public Function<Shard, @Nullable GradientSum> begin(float[] weights) {
      return shard -> {
        sleep(shard.index() == 3 ? 6 * shardMillis : shardMillis);
        return new GradientSum(new float[1], 0, 0, 0);
      };
    }

    @Override
    public GradientSum add(GradientSum left, GradientSum right) {
      sleep(addMillis);
      return left.add(right);
    }

    private static void sleep(long millis) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime());
      }
    }
  }
}

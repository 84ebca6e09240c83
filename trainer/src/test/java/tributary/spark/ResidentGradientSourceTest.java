package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.data.BatchSampler;
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

package tributary.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tributary.data.Batch;
import tributary.data.BatchSampler;
import tributary.data.RandomStream;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/** Cutting a step among shards must not change its gradient. */
final class LocalGradientTest {
  private static final LossSpec LOSS = new LossSpec.SoftmaxCrossEntropy(3);
  private static final long SEED = 77;

  private static Network network(int inputs, double dropout) {
    return Network.of(
        new NetworkSpec(
            inputs,
            List.of(
                new DenseSpec(9, Activation.TANH),
                new LayerNormSpec(LayerNormSpec.DEFAULT_EPSILON),
                new DropoutSpec(dropout),
                new DenseSpec(3, Activation.IDENTITY)),
            LOSS));
  }

  /** The rows of a step as one batch of the uncut table, in table order. */
  private static GradientSum oneBigBatch(
      Network network, Table table, BatchSampler sampler, StepId step, float[] weights) {
    List<Integer> rows = new ArrayList<>();
    for (int s = 0; s < sampler.shards(); s++) {
      int[] order = sampler.order(step.epoch(), s);
      int to = sampler.to(step.epoch(), s, step.inEpoch());
      for (int k = sampler.from(step.epoch(), s, step.inEpoch()); k < to; k++) {
        rows.add(order[k] * sampler.shards() + s);
      }
    }
    int[] sorted = rows.stream().sorted().mapToInt(Integer::intValue).toArray();
    Batch batch = new Batch();
    batch.gather(table.cut(1).get(0), sorted, 0, sorted.length);
    float[] gradient = new float[network.layout().size()];
    // The key that ShardGradients makes; with a dropout rate of 0 it does not matter.
    long key = RandomStream.hash(SEED, 0xD50, step.number());
    double loss = network.lossAndGradient(weights, batch, key, network.workspace(), gradient);
    return new GradientSum(gradient, loss, batch.weightSum(), sorted.length);
  }

  private static void assertClose(GradientSum expected, GradientSum actual, String which) {
    assertEquals(expected.examples(), actual.examples(), which);
    assertEquals(expected.weight(), actual.weight(), 1e-12 * expected.weight(), which);
    assertEquals(expected.loss(), actual.loss(), 1e-6 * expected.loss(), which);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.gradient().length; i++) {
      difference += Math.pow(expected.gradient()[i] - actual.gradient()[i], 2);
      norm += Math.pow(expected.gradient()[i], 2);
    }
    double relative = Math.sqrt(difference / norm);
    assertTrue(relative <= 1e-6, which + ": relative error " + relative);
  }

  private static void shardsEqualOneBigBatch(int rows, int batchSize, boolean weighted) {
    Table table = Table.random(rows, rows, 5, LOSS, weighted);
    for (double dropout : new double[] {0, 0.4}) {
      Network network = network(5, dropout);
      float[] weights = network.initialWeights(3);
      for (int shards : new int[] {1, 2, 6, 7, 16}) {
        BatchSampler sampler = new BatchSampler(SEED, rows, shards, batchSize);
        try (LocalGradientSource source =
            new LocalGradientSource(network, table.cut(shards), sampler, SEED, HealthConfig.OFF)) {
          for (long s = 0; s < sampler.stepsPerEpoch(); s++) {
            StepId step = new StepId(sampler.stepsPerEpoch() + s, 1, s);
            assertClose(
                oneBigBatch(network, table, sampler, step, weights),
                source.gradient(step, weights, new StepTimer()),
                rows + " rows, batch " + batchSize + ", " + shards + " shards, " + step);
          }
        }
      }
    }
  }

  @Test
  void unevenShardsAndAShortLastBatch() {
    shardsEqualOneBigBatch(101, 40, false);
  }

  @Test
  void sampleWeightsSomeOfThemZero() {
    shardsEqualOneBigBatch(101, 40, true);
  }

  @Test
  void emptyShards() {
    shardsEqualOneBigBatch(5, 3, false);
  }

  @Test
  void shardsWithoutARowInTheStep() {
    shardsEqualOneBigBatch(40, 4, true);
  }

  /** More rows of one shard than a network is given at once. */
  @Test
  void chunksOfALargeBatch() {
    shardsEqualOneBigBatch(2 * Scratch.MAX_ROWS + 77, 2 * Scratch.MAX_ROWS + 77, true);
  }

  @Test
  void askedAgainASourceAnswersTheSameBits() {
    Table table = Table.random(4, 61, 5, LOSS, true);
    Network network = network(5, 0.3);
    float[] weights = network.initialWeights(3);
    BatchSampler sampler = new BatchSampler(SEED, 61, 7, 20);
    LocalGradientSource source =
        new LocalGradientSource(network, table.cut(7), sampler, SEED, HealthConfig.OFF);
    StepId step = new StepId(1, 0, 1);
    GradientSum first = source.gradient(step, weights, new StepTimer());
    float[] kept = first.gradient().clone();
    source.gradient(new StepId(7, 1, 3), weights, new StepTimer());
    GradientSum again = source.gradient(step, weights, new StepTimer());
    assertNotSame(first.gradient(), again.gradient());
    assertArrayEquals(kept, first.gradient());
    assertArrayEquals(kept, again.gradient());
    assertEquals(first.loss(), again.loss());
    assertArrayEquals(network.initialWeights(3), weights);
    source.close();
  }

  @Test
  void anArrayOfTheCallersIsOverwrittenAndGivesTheSameBits() {
    Network network = network(5, 0.3);
    float[] weights = network.initialWeights(3);
    Shard shard = Table.random(4, 61, 5, LOSS, true).cut(7).get(2);
    ShardGradients gradients =
        new ShardGradients(network, new BatchSampler(SEED, 61, 7, 20), SEED, HealthConfig.OFF);
    Scratch scratch = gradients.newScratch();
    float[] into = new float[network.layout().size()];
    Arrays.fill(into, Float.NaN);
    for (int s = 0; s < 3; s++) {
      StepId step = new StepId(s, 0, s);
      GradientSum fresh = gradients.gradient(shard, step, weights, scratch);
      GradientSum reused = gradients.gradient(shard, step, weights, scratch, into);
      if (fresh == null || reused == null) {
        throw new AssertionError("the shard has rows in " + step);
      }
      assertSame(into, reused.gradient());
      assertArrayEquals(fresh.gradient(), into);
      assertEquals(fresh.loss(), reused.loss());
      assertEquals(fresh.weight(), reused.weight());
    }
  }

  @Test
  void dropoutChangesFromStepToStepAndWithTheSeed() {
    Table table = Table.random(4, 8, 5, LOSS, false);
    Network network = network(5, 0.5);
    float[] weights = network.initialWeights(3);
    Shard shard = table.cut(1).get(0);
    BatchSampler all = new BatchSampler(SEED, 8, 1, 8);
    ShardGradients gradients = new ShardGradients(network, all, SEED, HealthConfig.OFF);
    Scratch scratch = gradients.newScratch();
    double first = loss(gradients.gradient(shard, new StepId(0, 0, 0), weights, scratch));
    double later = loss(gradients.gradient(shard, new StepId(1, 0, 0), weights, scratch));
    ShardGradients reseeded = new ShardGradients(network, all, SEED + 1, HealthConfig.OFF);
    double other = loss(reseeded.gradient(shard, new StepId(0, 0, 0), weights, scratch));
    assertTrue(first != later && first != other);
  }

  private static double loss(@Nullable GradientSum sum) {
    if (sum == null) {
      throw new AssertionError("the shard has rows in the step");
    }
    return sum.loss();
  }

  @Test
  void aShardWithoutRowsInTheStepHasNoSum() {
    Table table = Table.random(4, 3, 5, LOSS, false);
    Network network = network(5, 0);
    ShardGradients gradients =
        new ShardGradients(network, new BatchSampler(SEED, 3, 8, 3), SEED, HealthConfig.OFF);
    Shard shard = table.cut(8).get(5);
    StepId step = new StepId(0, 0, 0);
    float[] weights = network.initialWeights(1);
    assertNull(gradients.gradient(shard, step, weights, gradients.newScratch()));
    float[] into = {1, 2, 3};
    assertNull(gradients.gradient(shard, step, weights, gradients.newScratch(), into));
    assertArrayEquals(new float[] {1, 2, 3}, into);
  }

  @Test
  void ordersAreKeptForOneEpochAndRightForAny() {
    BatchSampler sampler = new BatchSampler(SEED, 50, 3, 8);
    EpochOrders orders = new EpochOrders(sampler);
    int[] first = orders.order(0, 1);
    assertSame(first, orders.order(0, 1));
    assertArrayEquals(sampler.order(1, 1), orders.order(1, 1));
    assertArrayEquals(sampler.order(0, 2), orders.order(0, 2));
    assertArrayEquals(first, orders.order(0, 1));
  }

  @Test
  void refusesShardsOfAnotherTable() {
    Network network = network(5, 0);
    List<Shard> shards = Table.random(4, 20, 5, LOSS, false).cut(2);
    BatchSampler sampler = new BatchSampler(SEED, 30, 2, 30);
    LocalGradientSource source =
        new LocalGradientSource(network, shards, sampler, SEED, HealthConfig.OFF);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> source.gradient(new StepId(0, 0, 0), network.initialWeights(1), new StepTimer()));
    assertEquals(
        "gradient: shard 0 of 2 has 10 rows, but the sampler is for 2 shards of which this one has"
            + " 15 rows; make both from the same table and number of shards",
        e.getMessage());
    source.close();
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LocalEvaluator(network, List.of(shards.get(1), shards.get(0))));
    assertEquals(
        "local shards: place 0 of 2 holds shard 1 of 2; give all shards of one table, in order",
        e.getMessage());
  }
}

package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.data.BatchSampler;
import tributary.data.DataException;
import tributary.data.RowBlock;
import tributary.data.Shard;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.HealthConfig;
import tributary.train.StepId;
import tributary.train.StepTimer;

/** A shard that is computed again is the one it was, or the run ends and says which is not. */
final class ShardRecomputationTest extends SparkTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          3, List.of(new DenseSpec(2, Activation.IDENTITY)), new LossSpec.SquaredError(2));
  private static final float[] WEIGHTS = Network.of(SPEC).initialWeights(5);
  private static final Rows TABLE = Rows.random(31, 40, 3, 2, true);

  /** How often the source was read, by tasks of this JVM. */
  private static final AtomicInteger READS = new AtomicInteger();

  /** What the source adds to a value of table row 17 from its second reading on. */
  private static final AtomicInteger LATER = new AtomicInteger();

  @Test
  void anHonestSourceIsReadAgainAndTheBitsStay() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = shards(0);
          GradientSource source = source(execution, shards)) {
        float[] before = gradient(source).gradient().clone();
        source.pause();
        int reads = READS.get();
        forget(shards);
        assertArrayEquals(before, gradient(source).gradient(), execution.toString());
        assertNotEquals(reads, READS.get(), "the shards were not computed again");
      }
    }
  }

  @Test
  void r2RowsThatAreOthersTheSecondTimeAreRefusedWithTheShard() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = shards(1);
          GradientSource source = source(execution, shards)) {
        gradient(source);
        source.pause();
        forget(shards);
        Failures.assertFails(
            DataException.class,
            () -> gradient(source),
            "shard 2 of 5 had to be computed again, and the source gave other rows than before",
            "table rows 2, 7, … of 40",
            "write the table to files");
      }
    }
  }

  @Test
  void theFingerprintIsThatOfTheRowsAndTheirOrder() {
    String fingerprint = fingerprint(TABLE, 5, 2);
    assertEquals(16, fingerprint.length());
    assertEquals(fingerprint, fingerprint(TABLE, 5, 3), "however many tasks hold them");
    assertNotEquals(fingerprint, fingerprint(TABLE, 4, 2));
    assertNotEquals(fingerprint, fingerprint(TABLE.withTargets(y -> -y), 5, 2));
    assertNotEquals(fingerprint, fingerprint(Rows.random(32, 40, 3, 2, true), 5, 2));
  }

  @Test
  void everyBitOfAShardCounts() {
    Shard shard = TABLE.shard(1, 5);
    long checksum = ShardChecksum.of(shard);
    assertEquals(checksum, ShardChecksum.of(TABLE.shard(1, 5)));
    float[] weights = shard.weights();
    for (float[] values : new float[][] {shard.x(), shard.y(), weights}) {
      for (int i = 0; i < values.length; i++) {
        for (int bit = 0; bit < Float.SIZE; bit++) {
          flip(values, i, bit);
          assertNotEquals(checksum, ShardChecksum.of(shard));
          flip(values, i, bit);
        }
        int other = (i + 1) % values.length;
        swap(values, i, other);
        assertNotEquals(checksum, ShardChecksum.of(shard));
        swap(values, i, other);
      }
    }
    assertEquals(checksum, ShardChecksum.of(shard));
    Shard plain = new Shard(1, 5, shard.rows(), 3, 2, shard.x(), shard.y(), null);
    assertNotEquals(checksum, ShardChecksum.of(plain));
  }

  private static void flip(float[] values, int i, int bit) {
    values[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i]) ^ (1 << bit));
  }

  private static void swap(float[] values, int i, int other) {
    float value = values[i];
    values[i] = values[other];
    values[other] = value;
  }

  private String fingerprint(Rows table, int count, int tasks) {
    try (Shards shards = table.shards(sc(), count, tasks)) {
      return shards.fingerprint();
    }
  }

  /** From a source whose row 17, of shard 2 of 5, is another by so much when it is read again. */
  private Shards shards(int later) {
    READS.set(0);
    LATER.set(0);
    JavaRDD<RowBlock> blocks = sc().parallelize(TABLE.blocks(40), 1).map(new Unsteady());
    Shards shards = TABLE.shards(blocks, 5, 2);
    LATER.set(later);
    return shards;
  }

  /** Drops what is cached and the shuffle's files, as the loss of the executor does. */
  private void forget(Shards shards) {
    shards.rdd().unpersist(true);
    shards.rdd().persist(StorageLevel.MEMORY_ONLY());
    var shuffled = shards.rdd().rdd().dependencies().head().rdd();
    int shuffle = ((ShuffleDependency<?, ?, ?>) shuffled.dependencies().head()).shuffleId();
    SparkEnv.get().shuffleManager().unregisterShuffle(shuffle);
    ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker())
        .unregisterAllMapAndMergeOutput(shuffle);
  }

  private GradientSource source(Execution execution, Shards shards) {
    BatchSampler sampler = new BatchSampler(7, shards.rows(), shards.count(), 40);
    return new AdaptiveGradientSource(
        execution, sc(), shards, SPEC, sampler, 7, "auto", HealthConfig.OFF);
  }

  private static GradientSum gradient(GradientSource source) {
    return source.gradient(new StepId(0, 0, 0), WEIGHTS, new StepTimer());
  }

  private static final class Unsteady implements Function<RowBlock, RowBlock> {
    private static final long serialVersionUID = 1L;

    @Override
    public RowBlock call(RowBlock block) {
      READS.incrementAndGet();
      float[] x = block.x().clone();
      x[17 * 3] += LATER.get();
      return new RowBlock(block.firstRow(), block.rows(), x, block.y(), block.weights());
    }
  }
}

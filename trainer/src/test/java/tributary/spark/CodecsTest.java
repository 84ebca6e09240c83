package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import tributary.data.RowBlock;
import tributary.data.Shard;
import tributary.data.TargetEncoding;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.train.EvaluationSum;
import tributary.train.GradientSum;
import tributary.train.LocalEvaluator;
import tributary.train.ShardTree.Node;

final class CodecsTest {
  private static final TaskTimes TIMES = new TaskTimes(3, 12_345L, 1L << 40, 7, 8, 9);

  private static SerializerInstance serializer(String name) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryoserializer.buffer", "1k")
            .set("spark.kryoserializer.buffer.max", "64m")
            .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    return name.equals("kryo")
        ? new KryoSerializer(conf).newInstance()
        : new JavaSerializer(conf).newInstance();
  }

  private static <T> T roundTrip(String serializer, T value, Class<T> type) {
    SerializerInstance instance = serializer(serializer);
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    ByteBuffer bytes = instance.serialize(value, tag);
    return instance.deserialize(bytes, tag);
  }

  /** Longer than the block in which arrays are copied, and not a multiple of it. */
  private static float[] values(int length) {
    return Rows.random(length, length, 1, 1, false).x();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void shards(String serializer) {
    for (boolean weighted : new boolean[] {false, true}) {
      Shard shard = Rows.random(1, 40_000, 3, 2, weighted).shard(1, 4);
      Shard copy = roundTrip(serializer, shard, Shard.class);
      assertEquals(1, copy.index());
      assertEquals(4, copy.count());
      assertEquals(10_000, copy.rows());
      assertEquals(3, copy.inputs());
      assertEquals(2, copy.targets());
      assertArrayEquals(shard.x(), copy.x());
      assertArrayEquals(shard.y(), copy.y());
      assertArrayEquals(shard.weights(), copy.weights());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void rowBlocksAndPieces(String serializer) {
    RowBlock block = Rows.random(2, 50, 3, 1, true).block(7, 30);
    RowBlock copy = roundTrip(serializer, block, RowBlock.class);
    assertEquals(7, copy.firstRow());
    assertEquals(30, copy.rows());
    assertArrayEquals(block.x(), copy.x());
    assertArrayEquals(block.weights(), copy.weights());

    ShardPiece piece = new ShardPiece(5, 17, 2, values(6), values(2), null);
    ShardPiece pieceCopy = roundTrip(serializer, piece, ShardPiece.class);
    assertEquals(5, pieceCopy.shard());
    assertEquals(17, pieceCopy.first());
    assertEquals(2, pieceCopy.rows());
    assertArrayEquals(piece.x(), pieceCopy.x());
    assertArrayEquals(piece.y(), pieceCopy.y());
    assertNull(pieceCopy.weights());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void weightsKeepEveryBit(String serializer) {
    float[] odd = {0f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NEGATIVE_INFINITY, Float.NaN};
    for (float[] weights : List.of(odd, new float[0], values(16_384), values(100_001))) {
      float[] copy =
          roundTrip(serializer, new SharedWeights(weights), SharedWeights.class).values();
      assertEquals(weights.length, copy.length);
      for (int i = 0; i < weights.length; i++) {
        assertEquals(Float.floatToRawIntBits(weights[i]), Float.floatToRawIntBits(copy[i]));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void gradientSumsAloneAndAsNodes(String serializer) {
    GradientSum sum = new GradientSum(values(70_001), 1.5, 2.25, 1L << 40);
    assertSame(sum, roundTrip(serializer, sum, GradientSum.class));

    PartialSums<GradientSum> parts =
        new PartialSums<>(3, TIMES, List.of(new Node<>(2, 1, sum), new Node<>(0, 8, sum)));
    PartialSums<?> copy = roundTrip(serializer, parts, PartialSums.class);
    assertEquals(3, copy.task());
    assertEquals(TIMES, copy.times());
    assertEquals(2, copy.nodes().size());
    assertEquals(2, copy.nodes().get(0).level());
    assertEquals(8, copy.nodes().get(1).index());
    assertSame(sum, (GradientSum) copy.nodes().get(1).sum());
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void evaluationSums(String serializer) {
    NetworkSpec spec =
        new NetworkSpec(
            3, List.of(new DenseSpec(1, Activation.IDENTITY)), new LossSpec.SquaredError(1));
    EvaluationSum sum =
        new LocalEvaluator(Network.of(spec), Rows.random(4, 9, 3, 1, true).localShards(2))
            .evaluate(new float[] {1, 2, 3, 4});
    PartialSums<EvaluationSum> parts =
        new PartialSums<>(0, TaskTimes.NONE, List.of(new Node<>(1, 0, sum)));
    PartialSums<?> copy = roundTrip(serializer, parts, PartialSums.class);
    TargetEncoding target = new TargetEncoding.Regression(List.of("y"), List.of(0.0), List.of(1.0));
    assertEquals(
        sum.toEvaluation(target), ((EvaluationSum) copy.nodes().get(0).sum()).toEvaluation(target));
    assertEquals(
        sum.toEvaluation(target),
        roundTrip(serializer, sum, EvaluationSum.class).toEvaluation(target));
  }

  @Test
  void theNamesOfSparkSqlsClassesAreRight() throws ClassNotFoundException {
    for (String name : TributaryKryoRegistrator.SPARK_SQL) {
      assertEquals(name, Class.forName(name).getName());
    }
  }

  @Test
  void bothSerializersTakeFourBytesAFloat() {
    GradientSum sum = new GradientSum(values(100_000), 1, 1, 1);
    PartialSums<GradientSum> parts =
        new PartialSums<>(0, TaskTimes.NONE, List.of(new Node<>(0, 0, sum)));
    ClassTag<Object> any = ClassTag$.MODULE$.apply(Object.class);
    for (String name : List.of("kryo", "java")) {
      // Java's block data adds a header of 5 bytes to each kibibyte.
      int size = serializer(name).serialize(parts, any).remaining();
      assertTrue(size < 403_000, name + " takes " + size);
    }
  }

  @Test
  void aTagOfAnotherVersionIsRefused() {
    Failures.assertFails(
        IOException.class,
        () -> Codecs.readTagged(new DataInputStream(new ByteArrayInputStream(new byte[] {99}))),
        "tag 99 is unknown",
        "same Tributary jar");
  }

  @Test
  void valuesWithoutACodecAreRefused() {
    ByteBuffer bytes =
        serializer("kryo")
            .serialize(new GradientSum[0], ClassTag$.MODULE$.apply(GradientSum[].class));
    assertNotNull(bytes);
    Failures.assertFails(
        IllegalArgumentException.class,
        () ->
            roundTrip(
                "java",
                new PartialSums<>(0, TaskTimes.NONE, List.of(new Node<>(0, 0, "a string"))),
                PartialSums.class),
        "java.lang.String has no codec");
  }

  private static void assertSame(GradientSum expected, GradientSum actual) {
    assertEquals(expected.loss(), actual.loss());
    assertEquals(expected.weight(), actual.weight());
    assertEquals(expected.examples(), actual.examples());
    assertArrayEquals(expected.gradient(), actual.gradient());
  }
}

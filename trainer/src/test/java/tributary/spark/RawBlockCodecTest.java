package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import tributary.data.RawBlock;
import tributary.data.RawColumn;
import tributary.data.RawElements;

/** Raw rows go to disk where memory is short, and have to come back as they were. */
final class RawBlockCodecTest {
  private static final RawBlock BLOCK =
      new RawBlock(
          3,
          List.of(
              new RawColumn.Ints(new int[] {1, -2, 3}),
              new RawColumn.Longs(new long[] {1L << 60}),
              new RawColumn.Floats(new float[] {1.5f, Float.NaN}),
              new RawColumn.Doubles(new double[] {.1, -0.0, 3}),
              new RawColumn.Truths(new boolean[] {true, false}),
              new RawColumn.Levels(new String[] {"ä", ""}, new short[] {1, 0, 1}),
              new RawColumn.Vectors(
                  2, 2, 7, null, null, new RawElements.Bytes(new byte[] {1, -1, 2, 3})),
              new RawColumn.Vectors(
                  2,
                  3,
                  -1,
                  new int[] {0, 1, 3},
                  new int[] {2, 0, 1},
                  new RawElements.Floats(new float[] {.5f, 1, 2})),
              new RawColumn.Vectors(
                  1, 1, -1, null, null, new RawElements.Doubles(new double[] {.1}))));

  private static SerializerInstance serializer(String name) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    return name.equals("kryo")
        ? new KryoSerializer(conf).newInstance()
        : new JavaSerializer(conf).newInstance();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kryo", "java"})
  void everyFormComesBack(String name) {
    SerializerInstance serializer = serializer(name);
    ClassTag<KeptBlock> tag = ClassTag$.MODULE$.apply(KeptBlock.class);
    ByteBuffer bytes = serializer.serialize(new KeptBlock(BLOCK), tag);
    KeptBlock kept = serializer.deserialize(bytes.duplicate(), tag);
    assertEquals(bytes, serializer.serialize(kept, tag));
    RawBlock copy = kept.block();
    assertEquals(3, copy.rows());
    List<RawColumn> columns = copy.columns();
    assertArrayEquals(new int[] {1, -2, 3}, ((RawColumn.Ints) columns.get(0)).values());
    assertArrayEquals(new long[] {1L << 60}, ((RawColumn.Longs) columns.get(1)).values());
    assertArrayEquals(new float[] {1.5f, Float.NaN}, ((RawColumn.Floats) columns.get(2)).values());
    assertArrayEquals(new double[] {.1, -0.0, 3}, ((RawColumn.Doubles) columns.get(3)).values());
    assertArrayEquals(new boolean[] {true, false}, ((RawColumn.Truths) columns.get(4)).values());
    RawColumn.Levels levels = (RawColumn.Levels) columns.get(5);
    assertArrayEquals(new String[] {"ä", ""}, levels.levels());
    assertArrayEquals(new short[] {1, 0, 1}, levels.codes());
    RawColumn.Vectors bytesOnly = (RawColumn.Vectors) columns.get(6);
    assertEquals(7, bytesOnly.oddWidth());
    assertNull(bytesOnly.indices());
    double[] cell = new double[2];
    bytesOnly.elements().copy(0, 2, cell);
    assertArrayEquals(new double[] {1, 255}, cell);
    RawColumn.Vectors sparse = (RawColumn.Vectors) columns.get(7);
    assertEquals(2, sparse.stored(1));
    assertEquals(1, sparse.index(sparse.start(1), 1));
    assertInstanceOf(RawElements.Doubles.class, ((RawColumn.Vectors) columns.get(8)).elements());
  }
}

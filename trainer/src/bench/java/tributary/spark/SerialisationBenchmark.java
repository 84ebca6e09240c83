package tributary.spark;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import tributary.train.GradientSum;
import tributary.train.ShardTree.Node;

/**
 * What crosses between driver and executors in a step, through Spark's two serializers and our
 * codecs: the weights as a broadcast carries them, and what one task of one shard sends back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
      "--add-opens=java.base/java.util=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
    })
public class SerialisationBenchmark {
  @Param({"kryo", "java"})
  private String serializer;

  @Param({"36000", "235146", "2350000"})
  private int weights;

  private SerializerInstance instance;
  private SharedWeights shared;
  private PartialSums<GradientSum> sums;
  private ByteBuffer sharedBytes;
  private ByteBuffer sumsBytes;

  @Setup
  public void setUp() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.kryoserializer.buffer.max", "256m")
            .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    instance =
        serializer.equals("kryo")
            ? new KryoSerializer(conf).newInstance()
            : new JavaSerializer(conf).newInstance();
    shared = new SharedWeights(new float[weights]);
    GradientSum sum = new GradientSum(new float[weights], 1, 1, 1);
    sums = new PartialSums<>(0, TaskTimes.NONE, List.of(new Node<>(0, 0, sum)));
    sharedBytes = writeWeights();
    sumsBytes = writeGradient();
  }

  @Benchmark
  public ByteBuffer writeWeights() {
    return instance.serialize(shared, tag(SharedWeights.class));
  }

  @Benchmark
  public Object readWeights() {
    return instance.deserialize(sharedBytes.duplicate(), tag(SharedWeights.class));
  }

  @Benchmark
  public ByteBuffer writeGradient() {
    return instance.serialize(sums, tag(PartialSums.class));
  }

  @Benchmark
  public Object readGradient() {
    return instance.deserialize(sumsBytes.duplicate(), tag(PartialSums.class));
  }

  @SuppressWarnings("unchecked") // the tag's type is not looked at
  private static <T> ClassTag<T> tag(Class<?> type) {
    return (ClassTag<T>) ClassTag$.MODULE$.apply(type);
  }
}

package tributary.spark;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * What the executors have, as they told the driver when they came.
 *
 * @param executors how many there are; 1 where everything is one process
 * @param storage bytes of the smallest heap that cached blocks may take
 * @param fraction of a heap's usable bytes that this is, {@code spark.memory.fraction}
 */
record ExecutorMemory(int executors, long storage, double fraction) {
  /** What Spark leaves aside of every heap before it shares it out. */
  static final long RESERVED = 300L << 20;

  static ExecutorMemory of(JavaSparkContext context) {
    SparkConf conf = context.getConf();
    double fraction = conf.getDouble("spark.memory.fraction", 0.6);
    Map<String, Tuple2<Object, Object>> all =
        JavaConverters.mapAsJavaMap(context.sc().getExecutorMemoryStatus());
    String driver = SparkEnv.get().blockManager().blockManagerId().hostPort();
    long offHeap =
        conf.getBoolean("spark.memory.offHeap.enabled", false)
            ? conf.getSizeAsBytes("spark.memory.offHeap.size", "0")
            : 0;
    int executors = 0;
    long smallest = Long.MAX_VALUE;
    for (Map.Entry<String, Tuple2<Object, Object>> one : all.entrySet()) {
      if (context.isLocal() || !one.getKey().equals(driver)) {
        executors++;
        smallest = Math.min(smallest, (long) one.getValue()._1() - offHeap);
      }
    }
    return executors == 0
        ? new ExecutorMemory(1, promised(conf, fraction), fraction)
        : new ExecutorMemory(executors, smallest, fraction);
  }

  /** Of an executor that is still to come. */
  private static long promised(SparkConf conf, double fraction) {
    long heap = conf.getSizeAsBytes("spark.executor.memory", "1g");
    return (long) (Math.max(0, heap - RESERVED) * fraction);
  }

  /** Bytes of a heap without Spark's reserve. */
  long usable() {
    return (long) (storage / fraction);
  }
}

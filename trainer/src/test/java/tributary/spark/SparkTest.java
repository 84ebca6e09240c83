package tributary.spark;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * What every test with Spark stands on: a context on two local cores with Kryo and {@code
 * registrationRequired}, from Spark testing base.
 *
 * <p>The context outlives the test class, since it takes seconds to start: the next class that asks
 * for the same settings finds it, one that asks for others has it replaced. Spark stops the last
 * one when the JVM ends.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SparkTest {
  private static final Object LOCK = new Object();
  private static String running = "";

  private final Provider provider = new Provider();

  /** Changes the settings of the context; the default leaves them. */
  protected void configure(SparkConf conf) {}

  protected final JavaSparkContext sc() {
    return provider.jsc();
  }

  @BeforeAll
  final void startOrFindContext() {
    synchronized (LOCK) {
      String wanted = provider.conf().toDebugString();
      if (!wanted.equals(running)) {
        stop();
        running = wanted;
      }
      provider.runBefore();
    }
  }

  /** Stops the context, for tests that start one of their own. */
  protected static void stop() {
    synchronized (LOCK) {
      SharedJavaSparkContext.runAfterClass();
      running = "";
    }
  }

  /** Turns Kryo off again, in {@link #configure}. */
  protected static void javaSerialization(SparkConf conf) {
    conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer")
        .remove("spark.kryo.registrator")
        .remove("spark.kryo.registrationRequired");
  }

  private final class Provider extends SharedJavaSparkContext {
    @Override
    public SparkConf conf() {
      SparkConf conf =
          new SparkConf()
              // A task may fail once: a failure that is final would hide that retries work.
              .setMaster("local[2, 2]")
              .setAppName("tributary tests")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.host", "127.0.0.1")
              .set("spark.driver.bindAddress", "127.0.0.1")
              .set("spark.default.parallelism", "2")
              .set("spark.sql.shuffle.partitions", "2")
              .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
              .set("spark.kryo.registrationRequired", "true")
              .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
      configure(conf);
      return conf;
    }
  }
}

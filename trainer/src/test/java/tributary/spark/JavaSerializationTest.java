package tributary.spark;

import org.apache.spark.SparkConf;

/** The same promises where the session never heard of Kryo. */
final class JavaSerializationTest extends SparkGradientSourceTest {
  @Override
  protected void configure(SparkConf conf) {
    javaSerialization(conf);
  }
}

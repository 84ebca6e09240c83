package tributary.spark;

import org.apache.spark.SparkConf;

/** The same on one core. */
final class PermutedDelaysOnOneCoreTest extends PermutedDelaysTest {
  @Override
  protected void configure(SparkConf conf) {
    conf.setMaster("local[1, 2]");
  }
}

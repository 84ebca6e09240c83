package tributary.spark;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sums that Spark does not let the driver take. */
@Timeout(60)
final class ResultSizeTest extends SparkTest {
  private static final SmallTraining LARGE =
      new SmallTraining(Rows.random(5, 40, 5, 2, false), SmallTraining.network(50_000), 2, 40, 1);

  @Override
  protected void configure(SparkConf conf) {
    conf.set("spark.driver.maxResultSize", "1m");
  }

  @Test
  void k3AResultThatIsTooLargeIsToldBeforeAndDoesNotEndInRetries() {
    Failures.assertFails(
        ClusterException.class,
        () -> SparkPreflight.require(sc(), LARGE.initialWeights().length, 2, 2),
        "spark.driver.maxResultSize is 1.0 MiB",
        "set spark.driver.maxResultSize=4m");
    try (Shards shards = LARGE.table().shards(sc(), 2, 2)) {
      Failures.assertFails(
          ClusterException.class,
          () -> LARGE.run(Execution.JOB, sc(), shards, step -> {}),
          "step 0, epoch 0: ",
          "is bigger than spark.driver.maxResultSize",
          "raise spark.driver.maxResultSize, or set fewer shards");
    }
  }
}

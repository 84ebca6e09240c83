package tributary.jobs.bench;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Where Spark's tasks run.
 *
 * @param words such as {@code one JVM}
 */
record SparkHost(String words, SparkSession spark) {
  JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(spark.sparkContext());
  }
}

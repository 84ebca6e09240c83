package tributary.jobs.bench;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark job of two tasks that do nothing. */
final class EmptyJob {
  private final JavaRDD<Integer> tasks;

  EmptyJob(JavaSparkContext context) {
    tasks = context.parallelize(List.of(0, 1), 2);
  }

  /** Milliseconds of one job, the mean over {@code seconds}. */
  double millis(double seconds) {
    return 1e3 / Pace.perSecond(seconds, () -> tasks.foreachPartition(task -> {}));
  }
}

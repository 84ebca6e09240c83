package tributary.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** What the Spark UI shows beside the jobs that this thread runs. */
final class JobDescription {
  private static final String KEY = "spark.job.description";

  private JobDescription() {}

  /** Does the work under the description, which is then as it was before. */
  static <T> T during(SparkContext context, String what, Supplier<T> work) {
    String before = context.getLocalProperty(KEY);
    context.setLocalProperty(KEY, what);
    try {
      return work.get();
    } finally {
      context.setLocalProperty(KEY, before);
    }
  }
}

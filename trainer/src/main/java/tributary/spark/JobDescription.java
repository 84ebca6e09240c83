package tributary.spark;

import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** What the Spark UI shows beside the jobs that this thread runs. */
public final class JobDescription {
  private static final String KEY = "spark.job.description";

  /** Set while a description is ours, and not of whoever runs this thread. */
  private static final String OURS = "tributary.job.description";

  private JobDescription() {}

  /**
   * Does the work under the description, which is then as it was before. Within other work that is
   * described this way the outer words stay: who asks for a job knows best what it is for.
   */
  public static <T> T during(SparkContext context, String what, Supplier<T> work) {
    if (context.getLocalProperty(OURS) != null) {
      return work.get();
    }
    String before = context.getLocalProperty(KEY);
    context.setLocalProperty(KEY, what);
    context.setLocalProperty(OURS, "true");
    try {
      return work.get();
    } finally {
      context.setLocalProperty(KEY, before);
      context.setLocalProperty(OURS, null);
    }
  }
}

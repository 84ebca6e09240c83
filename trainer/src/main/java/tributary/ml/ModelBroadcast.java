package tributary.ml;

import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * A model's weights on the executors: copied there once, whatever is transformed by the model and
 * its copies, until Spark's cleaner finds that none of them is left.
 */
final class ModelBroadcast {
  private final float[] weights;
  private @Nullable Broadcast<float[]> broadcast;
  private @Nullable SparkContext context;

  /**
   * @param weights that nobody writes into
   */
  ModelBroadcast(float[] weights) {
    this.weights = weights;
  }

  /** Anew only where the session was stopped and another one started. */
  synchronized Broadcast<float[]> in(SparkContext wanted) {
    Broadcast<float[]> made = broadcast;
    if (made == null || context != wanted) {
      made = JavaSparkContext.fromSparkContext(wanted).broadcast(weights);
      broadcast = made;
      context = wanted;
    }
    return made;
  }
}

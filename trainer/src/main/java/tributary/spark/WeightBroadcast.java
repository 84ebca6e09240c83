package tributary.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The weights of one step on their way to every executor; closing destroys them there and here,
 * without waiting for it.
 *
 * <p>The driver's array is packed when this is made and not copied otherwise: it must not be
 * written into before {@link #close}.
 */
final class WeightBroadcast implements AutoCloseable {
  private final Broadcast<SharedWeights> broadcast;

  WeightBroadcast(JavaSparkContext context, float[] weights) {
    broadcast = context.broadcast(new SharedWeights(weights));
  }

  /** What tasks carry to find the weights. */
  Broadcast<SharedWeights> handle() {
    return broadcast;
  }

  @Override
  public void close() {
    broadcast.destroy();
  }
}

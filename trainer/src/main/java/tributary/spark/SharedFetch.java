package tributary.spark;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The weights that the tasks of one executor share: whoever needs them first fetches them. */
final class SharedFetch {
  private static final long LIMIT_SECONDS = 120;

  private float[] values = new float[0];
  private long request;

  /**
   * The weights of a request, to be read until the next request.
   *
   * @throws IllegalStateException if a later one has been fetched already, or this cannot be
   */
  synchronized float[] get(long wanted, SparkBlocks.Address vector, int length) {
    if (wanted < request) {
      throw new IllegalStateException(
          "weights: request " + wanted + " is over, this executor is at " + request);
    }
    if (wanted > request) {
      values = values.length == length ? values : new float[length];
      fetch(vector);
      request = wanted;
    }
    return values;
  }

  private void fetch(SparkBlocks.Address vector) {
    boolean done = false;
    try {
      SparkBlocks.fetch(vector, values).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("weights: interrupted while they were fetched", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("weights: cannot be fetched from the driver", e);
    } finally {
      if (!done) {
        // What still arrives must not meet what comes next.
        values = new float[0];
      }
    }
  }
}

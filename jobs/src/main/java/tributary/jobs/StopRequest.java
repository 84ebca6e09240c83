package tributary.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Turns Ctrl-C and SIGTERM into a wish to stop: the step under way is finished and what has been
 * learnt is kept, before Spark's own shutdown begins.
 */
final class StopRequest implements AutoCloseable {
  /** Above Spark's hook, which stops the context: hooks run from the highest priority down. */
  private static final int PRIORITY = 1000;

  private static final long GRACE_SECONDS = 25;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Runnable hook = this::request;
  private volatile boolean requested;

  private StopRequest() {}

  static StopRequest install() {
    StopRequest stop = new StopRequest();
    ShutdownHookManager.get()
        .addShutdownHook(stop.hook, PRIORITY, GRACE_SECONDS + 2, TimeUnit.SECONDS);
    return stop;
  }

  boolean requested() {
    return requested;
  }

  private void request() {
    requested = true;
    try {
      // Whether the run got to its end in time or not, the JVM goes down after this.
      boolean finished = done.await(GRACE_SECONDS, TimeUnit.SECONDS);
      if (!finished) {
        System.err.println(
            "interrupted: the step under way did not end within "
                + GRACE_SECONDS
                + " s; it was given up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The run has left everything as it should be; a shutdown may go on. */
  @Override
  public void close() {
    done.countDown();
    if (!requested) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}

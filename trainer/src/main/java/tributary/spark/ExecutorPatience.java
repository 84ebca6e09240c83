package tributary.spark;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the Spark jobs that a thread runs until this is closed: when there has been no
 * executor for {@code spark.tributary.executorWait}, it ends them. Spark itself would wait for
 * ever.
 *
 * <p>It looks once a second, so that a job of milliseconds pays for a timer and nothing else.
 */
final class ExecutorPatience implements AutoCloseable {
  private static final long LOOK_SECONDS = 1;
  private static final AtomicLong NUMBER = new AtomicLong();

  private final JavaSparkContext context;
  private final String tag = "tributary-" + NUMBER.incrementAndGet();
  private final long limitNanos;
  private final boolean looking;
  private CompletableFuture<Boolean> next = CompletableFuture.completedFuture(false);
  private long goneSince;
  private boolean closed;
  private boolean gaveUp;

  ExecutorPatience(JavaSparkContext context) {
    this.context = context;
    this.limitNanos = ClusterSlots.waitNanos(context);
    this.looking = !context.isLocal();
    context.addJobTag(tag);
    if (looking) {
      lookLater();
    }
  }

  private synchronized void lookLater() {
    if (!closed) {
      next =
          new CompletableFuture<Boolean>().completeOnTimeout(true, LOOK_SECONDS, TimeUnit.SECONDS);
      var unused = next.thenAcceptAsync(this::look);
    }
  }

  private void look(boolean due) {
    if (due && !context.sc().isStopped()) {
      if (lost(ClusterSlots.now(context))) {
        // Each time anew: the first may have come before the job did.
        context.sc().cancelJobsWithTag(tag);
      }
      lookLater();
    }
  }

  private synchronized boolean lost(int slots) {
    long now = System.nanoTime();
    if (slots > 0) {
      goneSince = 0;
    } else if (goneSince == 0) {
      goneSince = now;
    }
    gaveUp = gaveUp || (slots == 0 && now - goneSince > limitNanos);
    return gaveUp && !closed;
  }

  /** Ends the jobs, as far as they still run: whoever was interrupted no longer waits for them. */
  void endJobs() {
    if (!context.sc().isStopped()) {
      context.sc().cancelJobsWithTag(tag);
    }
  }

  /** Why the jobs were ended, when this ended them. */
  synchronized @Nullable ClusterException reason() {
    return gaveUp ? ClusterSlots.noExecutor(context, limitNanos) : null;
  }

  @Override
  public void close() {
    context.removeJobTag(tag);
    synchronized (this) {
      closed = true;
      next.complete(false);
    }
  }
}

package tributary.spark;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SignalUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function0;

/**
 * Ctrl-C in a Spark shell while something long runs there.
 *
 * <p>Spark's shell cancels the jobs that are running, and ends when there are none; a training that
 * makes a job a step would end the whole shell if the key were pressed between two of them. While
 * one of these objects is open, Ctrl-C is a request to stop and the shell stays. Outside a shell it
 * means what it always does.
 *
 * <p>The only class that touches {@code org.apache.spark.util.SignalUtils}.
 */
public final class ShellInterrupt implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShellInterrupt.class);

  /** Set by whatever compiles classes while the session runs. */
  private static final String CLASSES_TYPED = "spark.repl.class.outputDir";

  private static final Set<ShellInterrupt> OPEN = ConcurrentHashMap.newKeySet();
  private static boolean registered;

  private volatile boolean requested;

  private ShellInterrupt() {}

  /** From now on Ctrl-C is noticed; closing it ends that. */
  public static ShellInterrupt watch(JavaSparkContext context) {
    if (context.getConf().contains(CLASSES_TYPED)) {
      register();
    }
    ShellInterrupt watch = new ShellInterrupt();
    OPEN.add(watch);
    return watch;
  }

  /** Once for all, since Spark keeps such actions for ever. */
  private static synchronized void register() {
    if (registered) {
      return;
    }
    registered = true;
    try {
      Function0<Object> action = ShellInterrupt::requestAll;
      SignalUtils.register("INT", action);
    } catch (LinkageError e) {
      LOG.warn("Ctrl-C between two Spark jobs of a fit ends this shell ({})", e.toString());
    }
  }

  /** Whether anybody was there to take the request, so that the shell need not end. */
  private static boolean requestAll() {
    OPEN.forEach(watch -> watch.requested = true);
    return !OPEN.isEmpty();
  }

  /** Whether Ctrl-C was pressed since. */
  public boolean requested() {
    return requested;
  }

  @Override
  public void close() {
    OPEN.remove(this);
  }
}

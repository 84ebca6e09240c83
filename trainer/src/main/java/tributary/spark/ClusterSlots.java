package tributary.spark;

import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * How many tasks the executors can run at once. The one place that asks Spark's scheduler, which
 * has no public way to say it.
 */
final class ClusterSlots {
  private static final long POLL_MILLIS = 50;

  /** How long nobody may have joined before the cluster counts as complete. */
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long QUIET_BELOW_PROMISED_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,.*");

  private ClusterSlots() {}

  static int await(JavaSparkContext context) {
    return await(context.sc(), waitNanos(context));
  }

  /** How long executors may take to come. */
  static long waitNanos(JavaSparkContext context) {
    long wait = context.getConf().getTimeAsMs("spark.tributary.executorWait", "60s");
    return TimeUnit.MILLISECONDS.toNanos(wait);
  }

  private static int await(SparkContext context, long waitNanos) {
    int expected = expected(context.master(), context.getConf());
    long begin = System.nanoTime();
    long grew = begin;
    int slots = 0;
    while (System.nanoTime() - begin < waitNanos) {
      int now = slots(context);
      if (now > slots) {
        grew = System.nanoTime();
      }
      slots = now;
      boolean complete = expected > 0 && slots >= expected;
      long quiet = expected > 0 ? QUIET_BELOW_PROMISED_NANOS : QUIET_NANOS;
      boolean settled = slots > 0 && System.nanoTime() - grew > quiet;
      if (context.isLocal() || complete || settled) {
        return Math.max(1, slots);
      }
      pause();
    }
    if (slots > 0) {
      return slots;
    }
    throw noExecutor(context.master(), waitNanos);
  }

  /** That there was none for so long. */
  static ClusterException noExecutor(JavaSparkContext context, long waitNanos) {
    return noExecutor(context.master(), waitNanos);
  }

  private static ClusterException noExecutor(String master, long waitNanos) {
    return new ClusterException(
        "cluster: no executor of "
            + master
            + " registered within "
            + TimeUnit.NANOSECONDS.toSeconds(waitNanos)
            + " s; check that workers run and have free cores and memory (spark.executor.memory),"
            + " or raise spark.tributary.executorWait",
        null);
  }

  /** At this moment; 0 where no executor is there. */
  static int now(JavaSparkContext context) {
    return slots(context.sc());
  }

  private static int slots(SparkContext context) {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** How many slots the settings promise; 0 when they do not say. */
  static int expected(String master, SparkConf conf) {
    int cpus = Math.max(1, conf.getInt("spark.task.cpus", 1));
    Matcher cluster = LOCAL_CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Integer.parseInt(cluster.group(1)) * (Integer.parseInt(cluster.group(2)) / cpus);
    }
    int instances = conf.getInt("spark.executor.instances", 0);
    int cores = conf.getInt("spark.executor.cores", 0);
    if (instances > 0 && cores > 0) {
      return instances * (cores / cpus);
    }
    return conf.getInt("spark.cores.max", 0) / cpus;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClusterException("cluster: interrupted while waiting for executors", e);
    }
  }
}

package tributary.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * What must fit between a run and the Spark it is about to use, checked before any data is read:
 * all problems at once, each with the number found and the cure.
 */
public final class SparkPreflight {
  private static final long MIB = 1024 * 1024;
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
  private static final List<String> BLAS_THREADS =
      List.of("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS");

  private SparkPreflight() {}

  /**
   * Refuses to go on while there are {@link #problems}.
   *
   * @param parameters how many weights the network has
   * @param shards P, shared by {@code tasks} tasks
   * @throws ClusterException listing every problem
   */
  public static void require(JavaSparkContext context, long parameters, int shards, int tasks) {
    List<String> problems = problems(context, parameters, shards, tasks);
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Spark is not set up for this run:\n  - " + String.join("\n  - ", problems), null);
    }
  }

  /** One line per problem; empty when the run can go ahead. */
  public static List<String> problems(
      JavaSparkContext context, long parameters, int shards, int tasks) {
    List<String> problems = new ArrayList<>(configurationProblems(context));
    ShardRanges ranges = new ShardRanges(shards, Math.max(1, Math.min(tasks, shards)));
    checkSizes(
        context.getConf(),
        parameters,
        ranges,
        TreeReduction.of(ranges.parts(), context.isLocal()),
        Runtime.getRuntime().maxMemory(),
        problems);
    return problems;
  }

  /** What can be said before the network is known: version, serializer, threads. */
  public static List<String> configurationProblems(JavaSparkContext context) {
    List<String> problems = new ArrayList<>();
    checkVersion(context.version(), problems);
    checkSerializer(context.getConf(), problems);
    checkThreads(context.getConf(), context.isLocal(), problems);
    return problems;
  }

  /**
   * How many tasks run at once: the cores of the executors that are there, over {@code
   * spark.task.cpus}. Waits for executors that are still to come, but not for ever.
   *
   * @throws ClusterException if there is no executor after {@code spark.tributary.executorWait}
   *     (default 60s)
   */
  public static int availableCores(JavaSparkContext context) {
    return ClusterSlots.await(context);
  }

  static void checkVersion(String version, List<String> problems) {
    String[] parts = version.split("[.-]", 3);
    int major = parts.length < 2 ? 0 : Integer.parseInt(parts[0]);
    int minor = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
    if (major < 3 || (major == 3 && minor < 5)) {
      problems.add("Spark is " + version + "; use 3.5 or later");
    }
  }

  static void checkSerializer(SparkConf conf, List<String> problems) {
    boolean kryo = KRYO.equals(conf.get("spark.serializer", ""));
    boolean required = conf.getBoolean("spark.kryo.registrationRequired", false);
    String registrators = conf.get("spark.kryo.registrator", "");
    String ours = TributaryKryoRegistrator.class.getName();
    boolean registered = Arrays.asList(registrators.split("\\s*,\\s*")).contains(ours);
    if (kryo && required && !registered) {
      problems.add(
          "spark.kryo.registrationRequired is true and spark.kryo.registrator is \""
              + registrators
              + "\", which leaves Tributary's classes out; set spark.kryo.registrator="
              + (registrators.isBlank() ? ours : registrators + "," + ours));
    }
  }

  private static void checkThreads(SparkConf conf, boolean local, List<String> problems) {
    int cpus = conf.getInt("spark.task.cpus", 1);
    for (String variable : BLAS_THREADS) {
      String value =
          conf.get("spark.executorEnv." + variable, local ? System.getenv(variable) : null);
      checkThreads(variable, value, cpus, problems);
    }
  }

  static void checkThreads(
      String variable, @Nullable String value, int cpus, List<String> problems) {
    if (value == null || !value.matches("\\d{1,6}") || Integer.parseInt(value) <= cpus) {
      return;
    }
    problems.add(
        "gemm: "
            + variable
            + " is "
            + value
            + " but spark.task.cpus is "
            + cpus
            + ", so that tasks would fight for the cores; set spark.executorEnv."
            + variable
            + "="
            + cpus);
  }

  /** Result of one step against {@code spark.driver.maxResultSize} and the driver's memory. */
  static void checkSizes(
      SparkConf conf,
      long parameters,
      ShardRanges ranges,
      TreeReduction tree,
      long driverMemory,
      List<String> problems) {
    long vector = Float.BYTES * parameters;
    long vectors = tree.vectors(ranges);
    long results = vectors * vector;
    long limit = conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    if (limit > 0 && results + results / 10 > limit) {
      problems.add(
          "the sums of one step are "
              + vectors
              + " vectors of "
              + mebibytes(vector)
              + ", "
              + mebibytes(results)
              + " in all, but spark.driver.maxResultSize is "
              + mebibytes(limit)
              + "; set spark.driver.maxResultSize="
              + ((results + results / 10) / MIB + 1)
              + "m, or use fewer shards");
    }
    // Weights, mean gradient, two optimizer slots and the best weights beside what arrives.
    long needed = results + 5 * vector;
    if (needed > driverMemory) {
      problems.add(
          "a step needs about "
              + mebibytes(needed)
              + " on the driver ("
              + parameters
              + " weights, "
              + vectors
              + " partial sums), but its heap is "
              + mebibytes(driverMemory)
              + "; set spark.driver.memory (or --driver-memory) to at least "
              + (needed + needed / 2) / MIB
              + "m");
    }
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
  }
}

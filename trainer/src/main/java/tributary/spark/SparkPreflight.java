package tributary.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;
import tributary.data.NearestName;
import tributary.linalg.Gemms;
import tributary.nn.Network;

/**
 * What must fit between a run and the Spark it is about to use, checked before any data is read:
 * all problems at once, each with the number found and the cure.
 */
public final class SparkPreflight {
  private static final Logger LOG = LoggerFactory.getLogger(SparkPreflight.class);
  private static final long MIB = 1024 * 1024;
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";
  private static final String OWN_PREFIX = "spark.tributary.";
  private static final List<String> OWN_SETTINGS = List.of("executorWait", "stepRetries");
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
    refuse(problems(context, parameters, shards, tasks));
  }

  /**
   * {@link #require(JavaSparkContext, long, int, int)}, and that a step fits into the executors'
   * memory beside the shards. That the shards alone do not, where they may lie on disk, is warned
   * of.
   *
   * @param batchSize rows of a step over all shards
   * @throws ClusterException listing every problem
   */
  public static void require(
      JavaSparkContext context, Network network, Shards shards, int batchSize) {
    List<String> problems =
        problems(context, network.layout().size(), shards.count(), shards.tasks());
    ExecutorMemory memory = ExecutorMemory.of(context);
    // In one process the driver's own vectors lie in the same heap.
    long driver = context.isLocal() ? 5L * Float.BYTES * network.layout().size() : 0;
    int executors = memory.executors();
    int slots = Math.max(1, (ClusterSlots.now(context) + executors - 1) / executors);
    ExecutorLoad load = ExecutorLoad.of(network, shards, batchSize, executors, slots, driver);
    String setting = context.isLocal() ? "spark.driver.memory" : "spark.executor.memory";
    checkExecutors(load, memory, setting, problems);
    refuse(problems);
    shardsWarning(load, memory, setting, shards.rdd().getStorageLevel()).ifPresent(LOG::warn);
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Spark is not set up for this run:\n  - " + String.join("\n  - ", problems), null);
    }
  }

  /**
   * One line per problem with the sizes of a step, beside {@link #configurationProblems}; empty
   * when the run can go ahead.
   */
  public static List<String> problems(
      JavaSparkContext context, long parameters, int shards, int tasks) {
    List<String> problems = new ArrayList<>();
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

  /** What can be said before the network is known: version, serializer, threads, settings. */
  public static List<String> configurationProblems(JavaSparkContext context) {
    List<String> problems = new ArrayList<>();
    checkVersion(context.version(), problems);
    checkSerializer(context.getConf(), problems);
    checkThreads(context.getConf(), context.isLocal(), problems);
    checkOwnSettings(context.getConf(), problems);
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

  /** Spark takes any setting that begins with spark, and says nothing of those nobody reads. */
  static void checkOwnSettings(SparkConf conf, List<String> problems) {
    for (Tuple2<String, String> setting : conf.getAllWithPrefix(OWN_PREFIX)) {
      if (!OWN_SETTINGS.contains(setting._1())) {
        problems.add(
            OWN_PREFIX
                + setting._1()
                + ": there is no such setting; "
                + NearestName.of(setting._1(), OWN_SETTINGS)
                    .map(near -> "did you mean " + OWN_PREFIX + near + "?")
                    .orElse(
                        "known are " + OWN_PREFIX + String.join(", " + OWN_PREFIX, OWN_SETTINGS)));
      }
    }
  }

  private static void checkThreads(SparkConf conf, boolean local, List<String> problems) {
    int cpus = conf.getInt("spark.task.cpus", 1);
    for (String variable : BLAS_THREADS) {
      String value =
          conf.get("spark.executorEnv." + variable, local ? System.getenv(variable) : null);
      if (exceeds(value, cpus)) {
        checkThreads(
            variable, value, cpus, Gemms.name(), Gemms.followsEnvironment(), problems, LOG::warn);
      }
    }
  }

  static boolean exceeds(@Nullable String threads, int cpus) {
    return threads != null && threads.matches("\\d{1,6}") && Integer.parseInt(threads) > cpus;
  }

  /**
   * @param follows whether the product takes as many threads as it may
   */
  static void checkThreads(
      String variable,
      String value,
      int cpus,
      String gemm,
      boolean follows,
      List<String> problems,
      Consumer<String> warnings) {
    String found = "gemm: " + variable + " is " + value + " but spark.task.cpus is " + cpus;
    String cure = "set spark.executorEnv." + variable + "=" + cpus;
    if (follows) {
      problems.add(found + ", so that tasks would fight for the cores; " + cure);
    } else {
      warnings.accept(
          found
              + "; "
              + gemm
              + " keeps to one thread a task all the same, other libraries of the executors may"
              + " not: "
              + cure);
    }
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

  /** What a step puts on an executor's heap against that heap. */
  static void checkExecutors(
      ExecutorLoad load, ExecutorMemory memory, String setting, List<String> problems) {
    if (load.fits(memory)) {
      return;
    }
    problems.add(
        "a step needs about "
            + mebibytes(load.total(memory))
            + " on an executor (weights "
            + mebibytes(load.weights())
            + ", "
            + load.tasks()
            + (load.tasks() == 1 ? " task of " : " tasks of ")
            + mebibytes(load.task())
            + (load.driver() > 0 ? ", the driver's " + mebibytes(load.driver()) : "")
            + ", the rest cached shards), but of its heap there are "
            + mebibytes(memory.usable())
            + " to use; set "
            + setting
            + " to at least "
            + load.heapForSteps(memory.fraction()) / MIB
            + "m, or use more executors or fewer tasks on each");
  }

  /** That a part of the shards has to be read from disk in every step. */
  static Optional<String> shardsWarning(
      ExecutorLoad load, ExecutorMemory memory, String setting, StorageLevel level) {
    if (!level.useDisk() || load.shards() == 0 || load.shardsFit(memory)) {
      return Optional.empty();
    }
    return Optional.of(
        "shards: those of an executor take "
            + mebibytes(load.shards())
            + " but cached blocks may take "
            + mebibytes(memory.storage())
            + " there, the weights included; the others are read from disk in every step. Set "
            + setting
            + " to "
            + load.heapForShards(memory.fraction()) / MIB
            + "m, or use more executors");
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) MIB);
  }
}

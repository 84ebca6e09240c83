package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import tributary.nn.Activation;
import tributary.nn.DenseSpec;
import tributary.nn.LossSpec;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

final class SparkPreflightTest extends SparkTest {
  private static final long GIB = 1L << 30;
  private static final String KRYO = "org.apache.spark.serializer.KryoSerializer";

  @Test
  void theTestSessionPasses() {
    assertEquals(List.of(), SparkPreflight.problems(sc(), 1_000_000, 16, 2));
    SparkPreflight.require(sc(), 1_000_000, 4, 9);
    assertEquals(2, SparkPreflight.availableCores(sc()));
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Failures.assertFails(
        ClusterException.class,
        () -> SparkPreflight.require(sc(), 2_000_000_000L, 7, 7),
        "Spark is not set up for this run",
        "spark.driver.maxResultSize",
        "spark.driver.memory");
  }

  @Test
  void sparkBefore35IsRefused() {
    assertEquals(List.of(), version("3.5.0"));
    assertEquals(List.of(), version("3.10.1-amzn-0"));
    assertEquals(List.of(), version("4.1.0"));
    assertEquals(List.of("Spark is 3.4.4; use 3.5 or later"), version("3.4.4"));
    assertEquals(1, version("2.4.8").size());
    assertEquals(1, version("unknown").size());
  }

  private static List<String> version(String version) {
    List<String> problems = new ArrayList<>();
    SparkPreflight.checkVersion(version, problems);
    return problems;
  }

  @Test
  void k5KryoWithoutOurRegistratorIsRefusedWithTheSettingToMake() {
    String ours = "tributary.spark.TributaryKryoRegistrator";
    assertEquals(List.of(), serializer(KRYO, "false", ""));
    assertEquals(List.of(), serializer("org.apache.spark.serializer.JavaSerializer", "true", ""));
    assertEquals(List.of(), serializer(KRYO, "true", "a.B , " + ours));
    List<String> without = serializer(KRYO, "true", "");
    assertEquals(1, without.size());
    assertTrue(without.get(0).endsWith("set spark.kryo.registrator=" + ours), without.get(0));
    List<String> other = serializer(KRYO, "true", "a.B");
    assertTrue(other.get(0).endsWith("set spark.kryo.registrator=a.B," + ours), other.get(0));
  }

  @Test
  void k1ASettingOfOursThatNobodyReadsIsRefusedWithTheOneThatWasMeant() {
    List<String> problems = new ArrayList<>();
    SparkConf conf =
        new SparkConf(false)
            .set("spark.foo", "1")
            .set("spark.tributary.executorWait", "1s")
            .set("spark.tributary.executorWiat", "1s")
            .set("spark.tributary.zzz", "1");
    SparkPreflight.checkOwnSettings(conf, problems);
    problems.sort(null);
    assertEquals(
        List.of(
            "spark.tributary.executorWiat: there is no such setting; did you mean"
                + " spark.tributary.executorWait?",
            "spark.tributary.zzz: there is no such setting; known are spark.tributary.executorWait,"
                + " spark.tributary.stepRetries"),
        problems);
  }

  private static List<String> serializer(String serializer, String required, String registrator) {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.serializer", serializer)
            .set("spark.kryo.registrationRequired", required)
            .set("spark.kryo.registrator", registrator);
    List<String> problems = new ArrayList<>();
    SparkPreflight.checkSerializer(conf, problems);
    return problems;
  }

  @Test
  void blasThreadsAreOnlyWarnedOfWhereTheProductKeepsToOne() {
    assertFalse(SparkPreflight.exceeds(null, 1));
    assertFalse(SparkPreflight.exceeds("1", 1));
    assertFalse(SparkPreflight.exceeds("4", 4));
    assertFalse(SparkPreflight.exceeds("dynamic", 1));
    assertTrue(SparkPreflight.exceeds("16", 1));
    List<String> problems = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    SparkPreflight.checkThreads(
        "OMP_NUM_THREADS", "16", 1, "openblas", false, problems, warnings::add);
    assertEquals(List.of(), problems);
    assertEquals(
        List.of(
            "gemm: OMP_NUM_THREADS is 16 but spark.task.cpus is 1; openblas keeps to one thread a"
                + " task all the same, other libraries of the executors may not: set"
                + " spark.executorEnv.OMP_NUM_THREADS=1"),
        warnings);
    SparkPreflight.checkThreads(
        "OMP_NUM_THREADS", "16", 1, "netlib", true, problems, warnings::add);
    assertEquals(
        List.of(
            "gemm: OMP_NUM_THREADS is 16 but spark.task.cpus is 1, so that tasks would fight for"
                + " the cores; set spark.executorEnv.OMP_NUM_THREADS=1"),
        problems);
    assertEquals(1, warnings.size());
  }

  private static final long MIB = 1 << 20;

  /** Two tasks of 100 MiB, weights of 2 × 20 MiB. */
  private static ExecutorLoad load(long shardsMib, long driverMib) {
    return new ExecutorLoad(40 * MIB, 100 * MIB, 2, shardsMib * MIB, driverMib * MIB);
  }

  private static ExecutorMemory usable(long mib) {
    return new ExecutorMemory(1, (long) (0.6 * mib * MIB), 0.6);
  }

  @Test
  void aStepThatFitsInNoExecutorIsRefusedWithNumbers() {
    // 2 × 100 + 40 + 10 of shards.
    assertEquals(List.of(), executors(load(10, 0), usable(251)));
    List<String> small = executors(load(10, 0), usable(249));
    assertEquals(1, small.size());
    assertTrue(
        small
            .get(0)
            .contains(
                "a step needs about 250.0 MiB on an executor (weights 40.0 MiB, 2 tasks of 100.0"
                    + " MiB, the rest cached shards), but of its heap there are 249.0 MiB to use;"
                    + " set spark.executor.memory to at least 575m"),
        small.get(0));
    // The driver's own vectors, where they lie in the same heap.
    assertEquals(1, executors(load(10, 30), usable(275)).size());
    assertEquals(List.of(), executors(load(10, 30), usable(281)));
  }

  @Test
  void shardsThatLieOnDiskAreNoReasonToRefuse() {
    // Shards take up to 60 % of the heap, 200 MiB of steps need the rest: 500 MiB are enough.
    assertEquals(List.of(), executors(load(10_000, 0), usable(501)));
    assertEquals(1, executors(load(10_000, 0), usable(499)).size());
    assertEquals(500L * 11 / 10 + 300, load(10_000, 0).heapForSteps(0.6) / MIB);
    Optional<String> warning = warning(load(10_000, 0), StorageLevel.MEMORY_AND_DISK());
    assertTrue(
        warning.orElseThrow().contains("take 10000.0 MiB but cached blocks may take 600.0 MiB"),
        warning::toString);
    // (10,000 + 40) / 0.6, a tenth more, and Spark's reserve.
    assertTrue(
        warning.orElseThrow().contains("Set spark.executor.memory to 18706m"), warning::toString);
    assertEquals(Optional.empty(), warning(load(550, 0), StorageLevel.MEMORY_AND_DISK()));
    assertEquals(Optional.empty(), warning(load(10_000, 0), StorageLevel.MEMORY_ONLY()));
    assertEquals(Optional.empty(), warning(load(0, 0), StorageLevel.DISK_ONLY()));
  }

  @Test
  void aNetworkThatNoHeapHereTakesIsRefusedBeforeAnyStep() {
    Network huge =
        Network.of(
            new NetworkSpec(
                3,
                List.of(
                    new DenseSpec(22_000, Activation.RELU),
                    new DenseSpec(22_000, Activation.RELU),
                    new DenseSpec(2, Activation.IDENTITY)),
                new LossSpec.SquaredError(2)));
    try (Shards shards = Rows.random(1, 100, 3, 2, false).shards(sc(), 4, 2)) {
      Failures.assertFails(
          ClusterException.class,
          () -> SparkPreflight.require(sc(), huge, shards, 40),
          "Spark is not set up for this run",
          "a step needs about",
          "of its heap there are",
          "set spark.driver.memory to at least");
    }
  }

  private static Optional<String> warning(ExecutorLoad load, StorageLevel level) {
    return SparkPreflight.shardsWarning(load, usable(1000), "spark.executor.memory", level);
  }

  private static List<String> executors(ExecutorLoad load, ExecutorMemory memory) {
    List<String> problems = new ArrayList<>();
    SparkPreflight.checkExecutors(load, memory, "spark.executor.memory", problems);
    return problems;
  }

  @Test
  void theLoadIsCountedFromNetworkShardsAndStorageLevel() {
    Network network =
        Network.of(
            new NetworkSpec(
                3, List.of(new DenseSpec(5, Activation.RELU)), new LossSpec.SquaredError(5)));
    long vector = 4 * 20;
    try (Shards shards = Rows.random(1, 100, 3, 5, false).shards(sc(), 4, 2)) {
      // Two tasks hold two shards each, one aligned subtree; 25 rows a shard, 8 numbers and a
      // weight a row.
      ExecutorLoad load = ExecutorLoad.of(network, shards, 40, 1, 64, 7);
      assertEquals(2 * vector, load.weights());
      assertEquals(2, load.tasks());
      assertEquals(4 * 25 * 4 * 9, load.shards());
      long scratch = 10 * 4 * (network.workspaceWidth() + 3);
      assertEquals(2 * vector + scratch, load.task());
      assertEquals(7, load.driver());
      ExecutorLoad apart = ExecutorLoad.of(network, shards, 40, 2, 64, 0);
      assertEquals(1, apart.tasks());
      assertEquals(2 * 25 * 4 * 9, apart.shards());
    }
    ExecutorMemory here = ExecutorMemory.of(sc());
    assertEquals(1, here.executors());
    long expected = Runtime.getRuntime().maxMemory() - ExecutorMemory.RESERVED;
    assertTrue(Math.abs(expected - here.usable()) < 64 * MIB, expected + " " + here);
  }

  @Test
  void resultsThatExceedTheLimitAreRefusedWithNumbers() {
    // 64 aligned tasks in 8 groups, 4 MB a vector: 32 MB.
    assertEquals(List.of(), sizes(1 << 20, 64, 64, false, "36m", GIB));
    List<String> flat = sizes(1 << 20, 64, 64, true, "36m", GIB);
    assertEquals(1, flat.size());
    assertTrue(
        flat.get(0).contains("64 vectors of 4.0 MiB, 256.0 MiB in all")
            && flat.get(0).contains("spark.driver.maxResultSize is 36.0 MiB")
            && flat.get(0).contains("set spark.driver.maxResultSize=282m"),
        flat.get(0));
    assertEquals(List.of(), sizes(1 << 20, 64, 64, true, "282m", GIB));
    assertEquals(List.of(), sizes(1 << 20, 64, 64, true, "0", GIB), "0 is no limit");
    // 7 shards over 2 tasks: {0,1,2} and {3,4,5,6} are 2 and 3 subtrees.
    assertEquals(5, new TreeReduction(2, 2).vectors(new ShardRanges(7, 2)));
    assertEquals(1, new TreeReduction(1, 1).vectors(new ShardRanges(16, 1)));
  }

  @Test
  void aDriverTooSmallForTheModelIsRefusedWithNumbers() {
    List<String> problems = sizes(100_000_000, 2, 2, true, "0", GIB);
    assertEquals(1, problems.size());
    assertTrue(
        problems.get(0).contains("100000000 weights") && problems.get(0).contains("4005m"),
        problems.get(0));
  }

  private static List<String> sizes(
      long parameters, int shards, int tasks, boolean local, String limit, long memory) {
    List<String> problems = new ArrayList<>();
    SparkPreflight.checkSizes(
        new SparkConf(false).set("spark.driver.maxResultSize", limit),
        parameters,
        new ShardRanges(shards, tasks),
        TreeReduction.of(tasks, local),
        memory,
        problems);
    return problems;
  }

  @Test
  void promisedSlotsAreReadFromTheSettings() {
    SparkConf none = new SparkConf(false);
    assertEquals(0, ClusterSlots.expected("spark://host:7077", none));
    assertEquals(6, ClusterSlots.expected("local-cluster[2, 3, 1024]", none));
    assertEquals(
        8, ClusterSlots.expected("spark://host:7077", none.clone().set("spark.cores.max", "8")));
    SparkConf yarn =
        none.clone()
            .set("spark.executor.instances", "5")
            .set("spark.executor.cores", "4")
            .set("spark.task.cpus", "2");
    assertEquals(10, ClusterSlots.expected("yarn", yarn));
  }
}

package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

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
  void kryoWithoutOurRegistratorIsRefusedWithTheSettingToMake() {
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
  void blasThreadsThatExceedTheTasksCpusAreRefused() {
    List<String> problems = new ArrayList<>();
    SparkPreflight.checkThreads("OMP_NUM_THREADS", null, 1, problems);
    SparkPreflight.checkThreads("OMP_NUM_THREADS", "1", 1, problems);
    SparkPreflight.checkThreads("OMP_NUM_THREADS", "4", 4, problems);
    SparkPreflight.checkThreads("OMP_NUM_THREADS", "dynamic", 1, problems);
    assertEquals(List.of(), problems);
    SparkPreflight.checkThreads("OMP_NUM_THREADS", "16", 1, problems);
    assertEquals(
        List.of(
            "gemm: OMP_NUM_THREADS is 16 but spark.task.cpus is 1, so that tasks would fight for"
                + " the cores; set spark.executorEnv.OMP_NUM_THREADS=1"),
        problems);
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

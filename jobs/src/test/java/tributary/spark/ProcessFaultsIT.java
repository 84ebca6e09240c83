package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.WeightsHash;
import tributary.jobs.CapturedWarnings;
import tributary.jobs.LocalCluster;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.StepTimer;

/**
 * Processes of a real cluster die in the middle of a training, and the weights are those of a
 * training in one thread that nothing disturbed. One cluster for all rows; those that take a part
 * of it away for good come last.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ProcessFaultsIT {
  private static final int SHARDS = 7;
  private static final int STEPS = 13;
  private static final int KILLS = 5;
  private static final SmallTraining TRAINING = SmallTraining.of(SHARDS, STEPS);

  private LocalCluster cluster;
  private JavaSparkContext context;
  private FaultTokens tokens;
  private Shards shards;
  private String expected = "";

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    cluster = new LocalCluster(dir.resolve("cluster"), 2, "spark.deploy.maxExecutorRetries=-1");
    SparkConf conf =
        new SparkConf()
            .setMaster(cluster.masterUrl())
            .setAppName("process faults")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.executor.cores", "1")
            .set("spark.executor.memory", "512m")
            .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .set("spark.cores.max", "2")
            .set("spark.decommission.enabled", "true")
            // The files of a dead executor lie on this very machine; they count as lost all the
            // same.
            .set("spark.shuffle.readHostLocalDisk", "false")
            .set("spark.shuffle.io.maxRetries", "1")
            .set("spark.shuffle.io.retryWait", "1s")
            .set("spark.tributary.executorWait", "60s")
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrationRequired", "true")
            .set("spark.kryo.registrator", TributaryKryoRegistrator.class.getName());
    context = new JavaSparkContext(conf);
    assertEquals(2, SparkPreflight.availableCores(context));
    tokens = new FaultTokens(dir.resolve("tokens"));
    shards = TRAINING.table().shards(context, SHARDS, SHARDS);
    expected = TRAINING.undisturbed();
  }

  @AfterEach
  void noFaultIsLeft() {
    for (int task = 0; task < SHARDS; task++) {
      for (String fault : List.of("kill-", "throw-", "sleep-")) {
        tokens.clear(fault + task);
      }
    }
  }

  @AfterAll
  void stop() {
    if (context != null) {
      context.stop();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  @Order(1)
  void r1r3ExecutorsKilledInTheMiddleOfSixStepsChangeNothing() {
    List<Integer> steps = List.of(1, 2, 4, 5, 7, 8);
    String weights =
        trainByJobs(
            step -> {
              if (steps.contains(step)) {
                tokens.put("kill-" + step % SHARDS, 1);
              }
            });
    assertEquals(expected, weights);
    for (int step : steps) {
      assertEquals(0, tokens.left("kill-" + step % SHARDS), "nobody was killed in step " + step);
    }
  }

  @Test
  @Order(2)
  void r1r2ExecutorsKilledBetweenStepsLoseTheirShardsAndNothingElse() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      long[] nanos = new long[STEPS + 1];
      try (GradientSource source = TRAINING.source(execution, context, shards)) {
        String weights =
            TRAINING.run(
                source,
                step -> {
                  nanos[step] = System.nanoTime();
                  if (isKill(step + 1)) {
                    // A step at full strength before each kill, so that all cost the same.
                    assertEquals(2, SparkPreflight.availableCores(context));
                  }
                  if (isKill(step)) {
                    assertTrue(cluster.killExecutor(), "no executor to kill");
                  }
                });
        nanos[STEPS] = System.nanoTime();
        assertEquals(expected, weights, execution.toString());
      }
      double[] recovery = new double[KILLS];
      for (int kill = 0; kill < KILLS; kill++) {
        int step = 2 + 2 * kill;
        recovery[kill] = (nanos[step + 1] - nanos[step]) / 1e9;
      }
      Arrays.sort(recovery);
      System.out.printf(
          "kill -9 of an executor, by %s: the step took %.1f s (median of %d; %s)%n",
          execution, recovery[KILLS / 2], KILLS, Arrays.toString(recovery));
    }
  }

  private static boolean isKill(int step) {
    return step >= 2 && step < 2 + 2 * KILLS && step % 2 == 0;
  }

  @Test
  @Order(3)
  void r4ATaskWhoseExecutorDiesFourTimesIsTriedAgainByUs() {
    try (CapturedWarnings warnings = new CapturedWarnings(Retries.class)) {
      String weights =
          trainByJobs(
              step -> {
                if (step == 5) {
                  tokens.put("kill-3", 4);
                }
              });
      assertEquals(expected, weights);
      assertEquals(0, tokens.left("kill-3"));
      assertEquals(1, warnings.messages().size(), warnings.messages().toString());
      assertTrue(
          warnings.messages().get(0).contains("begun again with the same weights, try 2 of"),
          warnings.messages().toString());
    }
  }

  @Test
  @Order(4)
  void r4AStepThatNeverSucceedsEndsAndSaysWhy() {
    context.sc().conf().set(Retries.KEY, "0");
    try {
      tokens.put("kill-3", 40);
      ClusterException error =
          Failures.assertFails(
              ClusterException.class,
              () -> trainByJobs(step -> {}),
              "step 0, epoch 0: ",
              "ExecutorLostFailure");
      assertEquals(1, String.valueOf(error.getMessage()).lines().count());
      assertEquals(40 - 4, tokens.left("kill-3"));
    } finally {
      context.sc().conf().remove(Retries.KEY);
    }
  }

  @Test
  @Order(5)
  void r5AllExecutorsKilledAtOnceAreWaitedFor() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (GradientSource source = TRAINING.source(execution, context, shards)) {
        String weights =
            TRAINING.run(
                source,
                step -> {
                  if (step == 6) {
                    assertTrue(cluster.killExecutors() > 0);
                  }
                });
        assertEquals(expected, weights, execution.toString());
      }
    }
  }

  @Test
  @Order(6)
  void r15AnExecutorLostBehindTheLeavesOfTheTreeCountsNothingTwice() {
    LongAccumulator counted = context.sc().longAccumulator();
    FaultyWork work = faulty(0, counted, 0);
    ShardJob job = new ShardJob(context, shards, new TreeReduction(SHARDS, 3));
    tokens.put("kill-add", 1);
    GradientSum sum = run(job, work);
    assertEquals(0, tokens.left("kill-add"));
    GradientSum local = TRAINING.localGradient(0);
    assertEquals(local.examples(), sum.examples());
    assertEquals(local.loss(), sum.loss());
    assertEquals(local.weight(), sum.weight());
    assertEquals(WeightsHash.sha256(local.gradient()), WeightsHash.sha256(sum.gradient()));
    // Why nothing of ours is counted by accumulators.
    assertTrue(counted.value() > SHARDS, "counted " + counted.value() + " shards");
  }

  @Test
  @Order(7)
  void r17AStragglerIsWaitedForAndWarnedOfOnce() {
    LongAccumulator counted = context.sc().longAccumulator();
    ShardJob job = new ShardJob(context, shards, TreeReduction.of(SHARDS, false));
    try (CapturedWarnings warnings = new CapturedWarnings(StragglerWatch.class)) {
      for (int i = 0; i < 25; i++) {
        GradientSum sum = run(job, faulty(i, counted, 60));
        assertEquals(
            WeightsHash.sha256(TRAINING.localGradient(i).gradient()),
            WeightsHash.sha256(sum.gradient()));
      }
      assertEquals(1, warnings.messages().size(), warnings.messages().toString());
    }
  }

  @Test
  @Order(8)
  void r18AnExecutorThatDiesBeforeItsLargeResultIsFetchedIsAskedAgain() {
    SmallTraining large =
        new SmallTraining(Rows.random(4, 40, 5, 2, false), SmallTraining.network(50_000), 2, 40, 4);
    String wanted = large.undisturbed();
    int[] millis = {0, 2, 10};
    try (Shards two = large.table().shards(context, 2, 2)) {
      String weights =
          large.run(
              Execution.JOB,
              context,
              TaskFaults.around(two, tokens),
              step -> {
                if (step > 0) {
                  tokens.put("kill-after-" + millis[step - 1] + "-1", 1);
                }
              });
      assertEquals(wanted, weights);
    }
    for (int after : millis) {
      assertEquals(0, tokens.left("kill-after-" + after + "-1"));
    }
  }

  @Test
  @Order(9)
  void r6ADecommissionedExecutorCostsNoFailureAndALostWorkerNothingElse() throws Exception {
    FailureCount failures = new FailureCount();
    context.sc().addSparkListener(failures);
    String weights =
        trainByJobs(
            step -> {
              if (step == 4) {
                run(cluster::decommissionExecutor);
              }
            });
    assertEquals(expected, weights);
    assertEquals(0, failures.counted.get());
    context.sc().removeSparkListener(failures);

    cluster.addWorker();
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (GradientSource source = TRAINING.source(execution, context, shards)) {
        boolean first = execution == Execution.JOB;
        String left =
            TRAINING.run(
                source,
                step -> {
                  if (step == 4 && first) {
                    cluster.killFirstWorker();
                  } else if (step == 4) {
                    assertTrue(cluster.killExecutor());
                  }
                });
        assertEquals(expected, left, execution.toString());
      }
    }
  }

  @Test
  @Order(10)
  void r7WithoutItsMasterARunGoesOn() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (GradientSource source = TRAINING.source(execution, context, shards)) {
        assertEquals(
            expected,
            TRAINING.run(
                source,
                step -> {
                  if (step == 4 && execution == Execution.JOB) {
                    cluster.killMaster();
                  }
                }),
            execution.toString());
      }
    }
  }

  @Test
  @Order(11)
  void r5WithoutAnyExecutorTheRunEndsAndSaysSo() {
    context.sc().conf().set("spark.tributary.executorWait", "5s");
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (GradientSource source = TRAINING.source(execution, context, shards)) {
        Failures.assertFails(
            ClusterException.class,
            () ->
                TRAINING.run(
                    source,
                    step -> {
                      if (step == 2) {
                        // Without a master nobody starts others.
                        cluster.killExecutors();
                      }
                    }),
            execution == Execution.JOB ? "step 2, epoch 0: " : "",
            "within 5 s",
            "spark.tributary.executorWait");
      }
    }
  }

  private interface Act {
    void happen() throws Exception;
  }

  private static void run(Act act) {
    try {
      act.happen();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static GradientSum run(ShardJob job, FaultyWork work) {
    return Objects.requireNonNull(
        job.run("a step", TRAINING.initialWeights(), work, new StepTimer()));
  }

  private String trainByJobs(IntConsumer beforeStep) {
    return TRAINING.run(Execution.JOB, context, TaskFaults.around(shards, tokens), beforeStep);
  }

  private FaultyWork faulty(int step, LongAccumulator counted, long slowMillis) {
    GradientWork work =
        new GradientWork(PackedSettings.of(TRAINING.settings()), TRAINING.step(step));
    return new FaultyWork(work, tokens, counted, slowMillis);
  }

  /** Failures that Spark holds against a task. */
  private static final class FailureCount extends SparkListener {
    private final AtomicInteger counted = new AtomicInteger();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      boolean lost =
          end.reason() instanceof ExecutorLostFailure failure && failure.exitCausedByApp();
      if (lost || end.reason() instanceof ExceptionFailure) {
        counted.incrementAndGet();
      }
    }
  }
}

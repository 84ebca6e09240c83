package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskGettingResult;
import org.apache.spark.storage.StorageLevel;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RowBlock;
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
        cluster
            .conf("process faults")
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

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 6, 7, 16})
  @Order(0)
  void n8TwentyRunsWithPermutedDelaysGiveOneHashOnACluster(int count) {
    SmallTraining training = SmallTraining.of(count, 3);
    Set<String> hashes = new TreeSet<>();
    for (int split = 0; split < 4; split++) {
      int tasks = 1 + split * 3 % count;
      try (Shards cut = training.table().shards(context, count, tasks)) {
        for (int run = 0; run < 5; run++) {
          Execution execution = run % 2 == 0 ? Execution.RESIDENT : Execution.JOB;
          Shards delayed = Disturbance.delayed(cut, Disturbance.delays(5L * split + run, tasks));
          hashes.add(training.run(execution, context, delayed, step -> {}));
        }
      }
    }
    assertEquals(Set.of(training.undisturbed()), hashes);
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
  void r4ATaskWhoseExecutorDiesFourTimesInOneStepIsTriedAgain() {
    // Whether Spark gives the job up depends on which files died with them; TaskFaultsTest makes
    // it.
    String weights =
        trainByJobs(
            step -> {
              if (step == 5) {
                tokens.put("kill-3", 4);
              }
            });
    assertEquals(expected, weights);
    assertEquals(0, tokens.left("kill-3"));
  }

  @Test
  @Order(4)
  void r4AStepThatNeverSucceedsEndsAndSaysWhy() {
    context.sc().conf().set(Retries.KEY, "0");
    try {
      tokens.put("kill-3", 40);
      ClusterException error =
          Failures.assertFails(
              ClusterException.class, () -> trainByJobs(step -> {}), "step 0, epoch 0: ");
      assertEquals(1, String.valueOf(error.getMessage()).lines().count());
      assertTrue(tokens.left("kill-3") <= 40 - 4, tokens.left("kill-3") + " left");
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
      String told = warnings.messages().get(0);
      assertTrue(told.matches("(?s).* 4 times .*\\(at last \\d+ ms, they \\d+ ms\\).*"), told);
    }
  }

  @Test
  @Order(8)
  void r18AnExecutorThatDiesBeforeItsLargeResultIsFetchedIsAskedAgain() {
    SmallTraining large =
        new SmallTraining(
            Rows.random(4, 40, 5, 2, false), SmallTraining.network(400_000), 2, 40, 5);
    ResultKiller killer = new ResultKiller(cluster);
    String wanted = large.undisturbed();
    context.sc().addSparkListener(killer);
    try (Shards two = large.table().shards(context, 2, 2);
        GradientSource source = large.source(Execution.JOB, context, two)) {
      assertEquals(
          wanted,
          large.run(
              source,
              step -> {
                assertEquals(2, SparkPreflight.availableCores(context));
                killer.aim();
              }));
    } finally {
      context.sc().removeSparkListener(killer);
    }
    assertTrue(killer.lost.get() > 0, "every result was fetched before its executor died");
  }

  /**
   * Kills all executors as soon as the driver is told that it is to fetch a large result, and
   * counts the results that it then did not get: as {@code TaskResultLost}, or as a lost executor
   * where that is known first.
   */
  private static final class ResultKiller extends SparkListener {
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicLong fetched = new AtomicLong(-1);
    private final LocalCluster cluster;
    private volatile List<ProcessHandle> executors = List.of();

    ResultKiller(LocalCluster cluster) {
      this.cluster = cluster;
    }

    /** At the executors there are, unless a result was lost already. */
    void aim() {
      executors = cluster.executors().toList();
      armed.set(lost.get() == 0);
    }

    @Override
    public void onTaskGettingResult(SparkListenerTaskGettingResult result) {
      if (armed.getAndSet(false)) {
        executors.forEach(ProcessHandle::destroyForcibly);
        fetched.set(result.taskInfo().taskId());
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (end.taskInfo().taskId() == fetched.get() && end.reason() != Success$.MODULE$) {
        lost.incrementAndGet();
      }
    }
  }

  /** A part of a table that no executor can hold: three times what their memory is. */
  @Test
  @Order(9)
  void r13APartThatFitsNoExecutorIsToldWithItsSizeAndTheCure() {
    int rows = 10_000;
    int blocks = 400;
    int inputs = 100;
    JavaRDD<RowBlock> table =
        context
            .parallelize(IntStream.range(0, blocks).boxed().toList(), 8)
            .map(
                block ->
                    new RowBlock(
                        (long) rows * block,
                        rows,
                        new float[rows * inputs],
                        new float[rows],
                        null));
    Failures.assertFails(
        ClusterException.class,
        () ->
            Shards.of(table, (long) rows * blocks, inputs, 1, 1, 1, StorageLevel.MEMORY_AND_DISK()),
        "prepare shards (4000000 rows of 101 numbers, 1541.1 MiB, in 1 shards and 1 tasks: a task"
            + " holds 1541.1 MiB)",
        "raise spark.executor.memory",
        "set more shards and more tasks");
  }

  @Test
  @Order(10)
  void r6ADecommissionedExecutorCostsNoFailureAndALostWorkerNothingElse() throws Exception {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      FailureCount failures = new FailureCount();
      context.sc().addSparkListener(failures);
      assertEquals(expected, trainedWith(execution, cluster::decommissionExecutor));
      context.sc().listenerBus().waitUntilEmpty();
      assertEquals(0, failures.counted.get(), execution.toString());
      context.sc().removeSparkListener(failures);
      cluster.addWorker();
      assertEquals(2, SparkPreflight.availableCores(context));
      assertEquals(expected, trainedWith(execution, cluster::killOldestWorker));
    }
  }

  @Test
  @Order(11)
  void r6SlotsThatGoAndComeHaveTheShardsDealtAnew() throws Exception {
    assertEquals(2, SparkPreflight.availableCores(context));
    Dealt dealt = new Dealt();
    context.sc().addSparkListener(dealt);
    try (GradientSource source = TRAINING.source(Execution.RESIDENT, context, shards)) {
      String weights =
          TRAINING.run(
              source,
              step -> {
                if (step == 4) {
                  cluster.killOldestWorker();
                } else if (step == 8) {
                  run(cluster::addWorker);
                  assertEquals(2, SparkPreflight.availableCores(context));
                  run(() -> context.sc().listenerBus().waitUntilEmpty());
                }
              });
      assertEquals(expected, weights);
    }
    context.sc().listenerBus().waitUntilEmpty();
    assertEquals(List.of(2, 1, 2), dealt.tasks);
    context.sc().removeSparkListener(dealt);
  }

  /** How many resident tasks there were, one after the other. */
  private static final class Dealt extends SparkListener {
    private final List<Integer> tasks = new CopyOnWriteArrayList<>();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      int now = submitted.stageInfo().numTasks();
      // Shards that are computed again are another stage of the same job.
      if (submitted.stageInfo().shuffleDepId().isEmpty()
          && submitted.properties().getProperty(SlotWatch.RESIDENT) != null
          && (tasks.isEmpty() || tasks.get(tasks.size() - 1) != now)) {
        tasks.add(now);
      }
    }
  }

  private String trainedWith(Execution execution, Act act) {
    try (GradientSource source = TRAINING.source(execution, context, shards)) {
      return TRAINING.run(
          source,
          step -> {
            if (step == 4) {
              run(act);
            }
          });
    }
  }

  @Test
  @Order(12)
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
  @Order(13)
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

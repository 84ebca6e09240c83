package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.jobs.LocalCluster;

/**
 * A real cluster whose Spark starts tasks twice, lets executors go when they are idle, and shares
 * its slots fairly between trainings.
 */
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedSessionIT {
  private static final SmallTraining TRAINING = SmallTraining.of(7, 14);

  private LocalCluster cluster;
  private JavaSparkContext context;
  private FaultTokens tokens;
  private String expected = "";

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    cluster = new LocalCluster(dir.resolve("cluster"), 2);
    SparkConf conf =
        cluster
            .conf("shared session")
            .set("spark.speculation", "true")
            .set("spark.speculation.quantile", "0.5")
            .set("spark.speculation.multiplier", "1.1")
            .set("spark.speculation.interval", "50ms")
            .set("spark.dynamicAllocation.enabled", "true")
            .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
            .set("spark.dynamicAllocation.minExecutors", "1")
            .set("spark.dynamicAllocation.initialExecutors", "2")
            .set("spark.dynamicAllocation.maxExecutors", "2")
            .set("spark.dynamicAllocation.executorIdleTimeout", "2s")
            .set("spark.dynamicAllocation.cachedExecutorIdleTimeout", "2s")
            .set("spark.dynamicAllocation.shuffleTracking.timeout", "2s")
            .set("spark.scheduler.mode", "FAIR")
            .set("spark.sql.adaptive.enabled", "true");
    context = new JavaSparkContext(conf);
    tokens = new FaultTokens(dir.resolve("tokens"));
    expected = TRAINING.undisturbed();
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
  void r14r16ATaskThatRunsTwiceCountsOnceAndItsLoserNotAtAll() throws Exception {
    SpeculationCount twice = new SpeculationCount();
    context.sc().addSparkListener(twice);
    try (Shards shards = TRAINING.table().shards(context, 7, 7)) {
      String weights =
          TRAINING.run(
              Execution.JOB,
              context,
              TaskFaults.around(shards, tokens),
              step -> {
                if (step % 5 == 1) {
                  tokens.put("sleep-3", 1);
                }
              });
      assertEquals(expected, weights);
      context.sc().listenerBus().waitUntilEmpty();
      assertTrue(twice.tasks.get() > 0, "no task was started twice");
    } finally {
      context.sc().removeSparkListener(twice);
    }
  }

  @Test
  void k7ExecutorsThatAreLetGoBetweenStepsChangeNothing() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = TRAINING.table().shards(context, 7, 2)) {
        String weights =
            TRAINING.run(
                execution,
                context,
                shards,
                step -> {
                  if (step == 3 && execution == Execution.JOB) {
                    awaitSlots(1);
                  }
                });
        assertEquals(expected, weights, execution.toString());
      }
    }
  }

  @Test
  void k7TwoTrainingsOfOneSessionDoNotDisturbEachOther() throws Exception {
    for (Execution execution : List.of(Execution.JOB, Execution.AUTO)) {
      CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> train(execution));
      CompletableFuture<String> second = CompletableFuture.supplyAsync(() -> train(execution));
      assertEquals(expected, first.get(60, TimeUnit.SECONDS), execution.toString());
      assertEquals(expected, second.get(60, TimeUnit.SECONDS), execution.toString());
    }
  }

  private String train(Execution execution) {
    try (Shards shards = TRAINING.table().shards(context, 7, 2)) {
      return TRAINING.run(execution, context, shards, step -> {});
    }
  }

  /** Executors that have nothing to do are let go; resident tasks always have. */
  private void awaitSlots(int slots) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (ClusterSlots.now(context) != slots) {
      assertTrue(System.nanoTime() < deadline, ClusterSlots.now(context) + " slots");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static final class SpeculationCount extends SparkListener {
    private final AtomicInteger tasks = new AtomicInteger();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().speculative()) {
        tasks.incrementAndGet();
      }
    }
  }
}

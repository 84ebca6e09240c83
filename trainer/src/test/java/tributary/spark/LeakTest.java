package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.train.GradientSource;
import tributary.train.StepTimer;

/** Two thousand steps leave behind what one does. */
@Timeout(300)
final class LeakTest extends SparkTest {
  private static final int WARM_UP = 200;
  private static final int STEPS = 2_000;
  private static final long MOST_GROWTH = 5 << 20;
  private static final SmallTraining TRAINING = SmallTraining.of(7, STEPS);

  /** Spark itself remembers the jobs of the last minutes, for its UI. */
  @Override
  protected void configure(SparkConf conf) {
    conf.set("spark.ui.retainedJobs", "10")
        .set("spark.ui.retainedStages", "10")
        .set("spark.ui.retainedTasks", "50");
  }

  @Test
  void r19TwoThousandStepsByJobLeaveNothing() throws Exception {
    leavesNothing(Execution.JOB, STEPS);
  }

  @Test
  void r19TwoThousandStepsOfResidentTasksLeaveNothing() throws Exception {
    leavesNothing(Execution.RESIDENT, STEPS);
  }

  private void leavesNothing(Execution execution, int steps) throws Exception {
    try (Shards shards = TRAINING.table().shards(sc(), 7, 2);
        GradientSource source = TRAINING.source(execution, sc(), shards)) {
      float[] weights = TRAINING.initialWeights();
      WeightBroadcast open = new WeightBroadcast(sc(), weights);
      assertEquals(1, BroadcastBlocks.now(SharedWeights.class).size(), "the test sees them");
      open.close();
      steps(source, 0, WARM_UP);
      Standing before = Standing.now();
      steps(source, WARM_UP, WARM_UP + steps);
      before.assertNothingCameOnTop(Standing.now());
      source.pause();
      assertEquals(List.of(), BroadcastBlocks.alive(SharedWeights.class));
      assertEquals(1, sc().getPersistentRDDs().size(), "the shards alone");
    }
  }

  /** With a level of the tree between, as on a cluster: each step shuffles. */
  @Test
  void r19TheFilesOfStepsThatShuffleAreLetGo() throws Exception {
    try (Shards shards = TRAINING.table().shards(sc(), 7, 7)) {
      ShardJob job = new ShardJob(sc(), shards, new TreeReduction(7, 3));
      GradientWork work =
          new GradientWork(PackedSettings.of(TRAINING.settings()), TRAINING.step(0));
      shuffled(job, work, 20);
      Standing before = Standing.now();
      assertTrue(before.files() < 100, before.files() + " files after 20 steps of 7 tasks");
      shuffled(job, work, 60);
      before.assertNothingCameOnTop(Standing.now());
    }
  }

  private static void shuffled(ShardJob job, GradientWork work, int steps) {
    for (int i = 0; i < steps; i++) {
      job.run("a step", TRAINING.initialWeights(), work, new StepTimer());
    }
  }

  private static void steps(GradientSource source, int from, int to) {
    float[] weights = TRAINING.initialWeights();
    for (int i = from; i < to; i++) {
      source.gradient(TRAINING.step(i), weights, new StepTimer());
    }
  }

  /**
   * What a session holds between two steps.
   *
   * @param heap bytes in use once garbage is collected
   * @param threads alive
   * @param files below Spark's local folders
   */
  private record Standing(long heap, int threads, long files) {
    private static final int POOLS_MAY_GROW = 40;
    private static final int STEPS_MAY_END = 30;

    static Standing now() throws Exception {
      SparkContext.getOrCreate().listenerBus().waitUntilEmpty();
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        System.gc();
        least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
      }
      long files = 0;
      for (File dir : SparkEnv.get().blockManager().diskBlockManager().localDirs()) {
        try (Stream<Path> all = Files.walk(dir.toPath())) {
          files += all.filter(Files::isRegularFile).count();
        }
      }
      return new Standing(least, ManagementFactory.getThreadMXBean().getThreadCount(), files);
    }

    void assertNothingCameOnTop(Standing later) {
      assertTrue(later.heap - heap < MOST_GROWTH, "heap: " + this + ", then " + later);
      assertTrue(later.threads <= threads + POOLS_MAY_GROW, "threads: " + this + ", then " + later);
      assertTrue(later.files <= files + STEPS_MAY_END, "files: " + this + ", then " + later);
    }
  }
}

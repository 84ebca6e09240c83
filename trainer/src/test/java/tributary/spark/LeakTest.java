package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tributary.train.GradientSource;
import tributary.train.StepTimer;

/** A thousand steps leave behind what one does. */
@Timeout(300)
final class LeakTest extends SparkTest {
  private static final int STEPS = 1_000;
  private static final long MOST_GROWTH = 5 << 20;
  private static final SmallTraining TRAINING = SmallTraining.of(4, STEPS);

  /** Spark itself remembers the jobs of the last minutes, for its UI. */
  @Override
  protected void configure(SparkConf conf) {
    conf.set("spark.ui.retainedJobs", "10")
        .set("spark.ui.retainedStages", "10")
        .set("spark.ui.retainedTasks", "50");
  }

  @Test
  void r19AThousandStepsLeaveNoBroadcastNoRddAndNoHeap() {
    for (Execution execution : List.of(Execution.JOB, Execution.RESIDENT)) {
      try (Shards shards = TRAINING.table().shards(sc(), 4, 2);
          GradientSource source = TRAINING.source(execution, sc(), shards)) {
        float[] weights = TRAINING.initialWeights();
        WeightBroadcast open = new WeightBroadcast(sc(), weights);
        assertEquals(1, BroadcastBlocks.now(SharedWeights.class).size(), "the test sees them");
        open.close();
        long before = 0;
        for (int i = 0; i < STEPS + 200; i++) {
          if (i == 200) {
            before = heap();
          }
          source.gradient(TRAINING.step(i), weights, new StepTimer());
        }
        long growth = heap() - before;
        assertTrue(growth < MOST_GROWTH, execution + ": the heap grew by " + growth + " bytes");
        source.pause();
        assertEquals(List.of(), BroadcastBlocks.alive(SharedWeights.class));
        assertEquals(1, sc().getPersistentRDDs().size(), "the shards alone");
      }
    }
  }

  private static long heap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }
    return least;
  }
}

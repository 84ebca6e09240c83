package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tributary.train.GradientSource;
import tributary.train.GradientSum;
import tributary.train.StepId;
import tributary.train.StepTimer;

/** Who is asked for a gradient, and what happens when resident tasks are not to be had. */
final class AdaptiveGradientSourceTest {
  private static final StepId STEP = new StepId(0, 0, 0);

  /** Answers with one sum, or fails. */
  private static final class Fixed implements GradientSource {
    private final GradientSum sum = new GradientSum(new float[1], 0, 1, 1);
    private final Supplier<? extends Throwable> failure;
    private int asked;
    private int paused;
    private boolean closed;

    Fixed() {
      this(() -> null);
    }

    Fixed(Supplier<? extends Throwable> failure) {
      this.failure = failure;
    }

    @Override
    public GradientSum gradient(StepId step, float[] weights, StepTimer timer) {
      asked++;
      Throwable thrown = failure.get();
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
      return sum;
    }

    @Override
    public void pause() {
      paused++;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final Fixed jobs = new Fixed();

  private static GradientSum ask(GradientSource source) {
    return source.gradient(STEP, new float[1], new StepTimer());
  }

  @Test
  void whatIsAskedForIsDone() {
    Fixed resident = new Fixed();
    var asJob = new AdaptiveGradientSource(Execution.JOB, jobs, () -> resident);
    assertSame(jobs.sum, ask(asJob));
    assertEquals(0, resident.asked);
    var asResident = new AdaptiveGradientSource(Execution.RESIDENT, jobs, () -> resident);
    assertSame(resident.sum, ask(asResident));
    assertEquals(Execution.RESIDENT, asResident.execution());
    asResident.close();
    assertTrue(resident.closed && jobs.closed);
  }

  @Test
  void bothAreTriedAndSlotsAreFreeBeforeAJob() {
    Fixed resident = new Fixed();
    var source = new AdaptiveGradientSource(Execution.AUTO, jobs, () -> resident);
    int turns = 0;
    Execution before = Execution.JOB;
    for (int i = 0; i < 40; i++) {
      Execution now = source.execution();
      if (before == Execution.RESIDENT && now == Execution.JOB) {
        turns++;
        assertTrue(resident.paused >= turns, "resident tasks hold slots that a job needs");
      }
      before = now;
      ask(source);
    }
    assertTrue(turns >= 1 && jobs.asked >= 8 && resident.asked >= 8);
    assertTrue(source.describe().contains("ms a gradient against"), source.describe());
  }

  @Test
  void anUnknownSparkFallsBackToJobsAndSaysSo() {
    for (Execution execution : new Execution[] {Execution.RESIDENT, Execution.AUTO}) {
      var source =
          new AdaptiveGradientSource(
              execution,
              jobs,
              () -> {
                throw new NoSuchMethodError("RpcEnv.setupEndpoint");
              });
      for (int i = 0; i < 10; i++) {
        assertSame(jobs.sum, ask(source));
      }
      assertEquals(Execution.JOB, source.execution());
      assertTrue(source.describe().contains("RpcEnv.setupEndpoint"), source.describe());
    }
  }

  @Test
  void residentTasksThatFailAreGivenUpUnlessTheyWereAskedFor() {
    Supplier<RuntimeException> failure = () -> new ClusterException("no slot", null);
    var asked = new AdaptiveGradientSource(Execution.RESIDENT, jobs, () -> new Fixed(failure));
    assertEquals("no slot", assertThrows(ClusterException.class, () -> ask(asked)).getMessage());
    var auto = new AdaptiveGradientSource(Execution.AUTO, jobs, () -> new Fixed(failure));
    for (int i = 0; i < 10; i++) {
      assertSame(jobs.sum, ask(auto));
    }
    assertEquals(Execution.JOB, auto.execution());
    assertTrue(auto.describe().contains("no slot"), auto.describe());
  }

  @Test
  void whoCancelsTheStageMeansTheRun() {
    StageLostException lost =
        StageLostException.of(new IllegalStateException("Job 5 cancelled as asked"));
    Supplier<RuntimeException> failure = () -> ClusterException.of("step 1, epoch 0", lost);
    var auto = new AdaptiveGradientSource(Execution.AUTO, jobs, () -> new Fixed(failure));
    assertThrows(
        ClusterException.class,
        () -> {
          for (int i = 0; i < 10; i++) {
            ask(auto);
          }
        });
  }
}

package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The faster way wins, whatever the first steps of each turn cost. */
final class ExecutionTrialTest {
  private static ExecutionTrial run(long job, long resident) {
    ExecutionTrial trial = new ExecutionTrial();
    Execution before = Execution.AUTO;
    int steps = 0;
    while (!trial.done()) {
      Execution now = trial.next();
      long slowStart = now == before ? 1 : 1000;
      trial.took((now == Execution.JOB ? job : resident) * slowStart);
      before = now;
      assertTrue(++steps <= 40, "it ends soon");
    }
    return trial;
  }

  @Test
  void theFasterOneIsKept() {
    ExecutionTrial trial = run(20_000_000, 4_000_000);
    assertEquals(Execution.RESIDENT, trial.next());
    assertEquals(
        "resident tasks, 4.00 ms a gradient against 20.0 ms as a Spark job", trial.words());
    assertEquals(Execution.JOB, run(4_000_000, 20_000_000).next());
  }

  @Test
  void aDrawGoesToTheJob() {
    ExecutionTrial trial = run(10_000_000, 9_500_000);
    assertEquals(Execution.JOB, trial.next());
    assertEquals(
        "a Spark job per step, 10.0 ms a gradient against 9.50 ms by resident tasks",
        trial.words());
  }

  @Test
  void bothHaveTheirTurns() {
    ExecutionTrial trial = new ExecutionTrial();
    int jobs = 0;
    int residents = 0;
    while (!trial.done()) {
      jobs += trial.next() == Execution.JOB ? 1 : 0;
      residents += trial.next() == Execution.RESIDENT ? 1 : 0;
      trial.took(1);
    }
    assertTrue(jobs >= 8 && residents >= 8, jobs + " and " + residents);
    trial.took(1_000_000_000);
    assertEquals(Execution.JOB, trial.next(), "what comes later changes nothing");
  }
}

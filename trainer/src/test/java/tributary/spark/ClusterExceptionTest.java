package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import tributary.data.DataException;

final class ClusterExceptionTest {
  @Test
  void theExceptionThatATaskThrewIsTheFirstCause() {
    Throwable failure =
        new SparkException(
            "Job aborted due to stage failure: …",
            new SparkException("wrapped", new IllegalStateException("one\ntwo")));
    assertEquals("one", ClusterException.firstCause(failure));
    assertEquals(
        "OutOfMemoryError: Java heap space",
        ClusterException.firstCause(
            new SparkException("…", new OutOfMemoryError("Java heap space"))));
    assertEquals(
        "java.lang.StackOverflowError",
        ClusterException.firstCause(new SparkException("…", new StackOverflowError())));
  }

  @Test
  void reportsAreCutDownToTheMostRecentFailure() {
    String report =
        "Job aborted due to stage failure: Task 0 in stage 5.0 failed 4 times, most recent failure:"
            + " Lost task 0.3 in stage 5.0 (TID 12) (10.0.0.7 executor 1): ExecutorLostFailure"
            + " (executor 1 exited caused by one of the running tasks) Reason: exit code 137\n"
            + "Driver stacktrace:\n\tat …";
    assertEquals(
        "Lost task 0.3 in stage 5.0 (TID 12) (10.0.0.7 executor 1): ExecutorLostFailure (executor 1"
            + " exited caused by one of the running tasks) Reason: exit code 137",
        ClusterException.firstCause(new SparkException(report)));
    assertEquals(
        "Job 3 cancelled because SparkContext was shut down",
        ClusterException.firstCause(
            new SparkException("Job 3 cancelled because SparkContext was shut down")));
  }

  @Test
  void whatIsWrongWithTheDataComesBackAsItWas() {
    DataException data = new DataException("row 7, column price: NaN");
    assertSame(data, ClusterException.orDataError("prepare", new SparkException("…", data)));
    RuntimeException lost = ClusterException.orDataError("prepare", new SparkException("lost"));
    assertEquals("prepare: lost", lost.getMessage());
    assertEquals(ClusterException.class, lost.getClass());
  }

  @Test
  void r13AnExecutorWithoutMemoryIsToldWithTheCureAndNotTriedAgain() {
    for (Throwable failure :
        new Throwable[] {
          new SparkException("…", new OutOfMemoryError("Java heap space")),
          new SparkException("… most recent failure: Lost task 1.3: Command exited with code 52")
        }) {
      assertEquals(FailureKind.MEMORY, FailureKind.of(failure));
      String message = String.valueOf(ClusterException.of("prepare shards", failure).getMessage());
      assertTrue(message.contains("raise spark.executor.memory"), message);
      assertTrue(message.contains("set more shards and more tasks"), message);
    }
    assertEquals(
        FailureKind.PASSING, FailureKind.of(new SparkException("Command exited with code 137")));
  }
}

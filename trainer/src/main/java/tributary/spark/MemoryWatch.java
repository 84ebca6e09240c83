package tributary.spark;

import java.util.Date;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.Option;
import scala.collection.JavaConverters;

/**
 * Tells whether an executor of the session ran out of memory since {@code sinceMillis}. One that
 * does ends, with what lay on its disk, so that in the end Spark gives a job up because of missing
 * files and says nothing of memory.
 *
 * <p>It asks what Spark remembers for its UI: removing a listener can stop the bus for good.
 */
record MemoryWatch(SparkContext context, long sinceMillis) {
  static MemoryWatch of(SparkContext context) {
    return new MemoryWatch(context, System.currentTimeMillis());
  }

  /** What it was that made Spark give up, in the light of what became of the executors. */
  FailureKind kindOf(Throwable failure) {
    FailureKind kind = FailureKind.of(failure);
    return kind == FailureKind.PASSING && ranOut() ? FailureKind.MEMORY : kind;
  }

  private boolean ranOut() {
    if (context.isStopped()) {
      return false;
    }
    for (ExecutorSummary executor :
        JavaConverters.seqAsJavaList(context.statusStore().executorList(false))) {
      Option<Date> when = executor.removeTime();
      Option<String> why = executor.removeReason();
      if (when.isDefined()
          && when.get().toInstant().toEpochMilli() >= sinceMillis
          && why.isDefined()
          && FailureKind.tellsOfMemory(why.get())) {
        return true;
      }
    }
    return false;
  }
}

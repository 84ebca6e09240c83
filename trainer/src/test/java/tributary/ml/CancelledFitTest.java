package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.spark.ClusterException;

/** A fit that is cancelled from outside leaves nothing behind, and the next one works. */
@Timeout(120)
final class CancelledFitTest extends EstimatorTest {
  private static MlpClassifier estimator(String execution) {
    return new MlpClassifier()
        .setHiddenLayers(8)
        .setBatchSize(32)
        .setShards(2)
        .setValidationFraction(0.1)
        .setExecution(execution)
        .setProgress(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"resident", "job", "auto"})
  void r20NothingIsLeftAndTheNextFitWorks(String execution) throws Exception {
    Dataset<Row> rows = clouds(7, 600, 3);
    String before = estimator(execution).setEpochs(2).fit(rows).weightsSha256();
    Set<Long> others = broadcasts().keySet();
    ExecutorService shell = Executors.newSingleThreadExecutor();
    try {
      Future<?> fit = shell.submit(() -> estimator(execution).setEpochs(1_000_000).fit(rows));
      awaitSteps(fit);
      // Between two jobs there is nothing to cancel; somebody would press the key again.
      while (!fit.isDone()) {
        sc().sc().cancelAllJobs();
        TimeUnit.MILLISECONDS.sleep(5);
      }
      ExecutionException failure = assertThrows(ExecutionException.class, fit::get);
      assertInstanceOf(ClusterException.class, failure.getCause());
    } finally {
      shell.shutdownNow();
    }
    assertEquals(Set.of(), sc().getPersistentRDDs().keySet());
    for (int i = 0; i < 250 && !threads().isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(List.of(), threads());
    assertEquals(Map.of(), broadcastsBeside(others));
    assertEquals(before, estimator(execution).setEpochs(2).fit(rows).weightsSha256());
  }

  /** The shards are cached, and a job has run on them for a moment. */
  private void awaitSteps(Future<?> fit) throws InterruptedException {
    while (!fit.isDone() && sc().getPersistentRDDs().isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    TimeUnit.MILLISECONDS.sleep(1500);
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("tributary"))
        .toList();
  }

  /**
   * What this fit left, once Spark has had time to remove it: the models of other tests may still
   * be broadcast.
   */
  private static Map<Long, String> broadcastsBeside(Set<Long> others) throws InterruptedException {
    Map<Long, String> left = broadcasts();
    left.keySet().removeAll(others);
    for (int i = 0; i < 250 && !left.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(20);
      left = broadcasts();
      left.keySet().removeAll(others);
    }
    return left;
  }

  /**
   * The type of each value that is broadcast, but for what Spark itself broadcasts and cleans up.
   */
  private static Map<Long, String> broadcasts() {
    BlockManager manager = SparkEnv.get().blockManager();
    Map<Long, String> types = new TreeMap<>();
    var ids = manager.getMatchingBlockIds(BlockId::isBroadcast).iterator();
    while (ids.hasNext()) {
      BlockId id = ids.next();
      var status = manager.getStatus(id);
      if (status.isDefined() && status.get().storageLevel().deserialized()) {
        var values = manager.memoryStore().getValues(id);
        if (values.isDefined()) {
          types.put(
              ((BroadcastBlockId) id).broadcastId(), values.get().next().getClass().getName());
        }
      }
    }
    // The binary of a stage, and what Spark's own operators need.
    types
        .values()
        .removeIf(type -> type.equals(byte[].class.getName()) || type.startsWith("org.apache."));
    return types;
  }
}

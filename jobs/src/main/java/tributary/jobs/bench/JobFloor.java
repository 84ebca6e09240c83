package tributary.jobs.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * A Spark job with empty hands: it broadcasts so many bytes, and each of its tasks looks at them
 * and brings as many back. What no job of a step can be quicker than.
 */
final class JobFloor {
  private final JavaSparkContext context;
  private final JavaRDD<Integer> tasks;
  private final byte[] out;

  JobFloor(JavaSparkContext context, int tasks, int bytes) {
    this.context = context;
    List<Integer> numbers = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      numbers.add(task);
    }
    this.tasks = context.parallelize(numbers, tasks);
    this.out = new byte[bytes];
  }

  /** Milliseconds of one job, the mean over {@code seconds}. */
  double millis(double seconds) {
    return 1e3 / Pace.perSecond(seconds, this::run);
  }

  private void run() {
    Broadcast<byte[]> sent = context.broadcast(out);
    try {
      int brought = tasks.mapPartitions(new Bring(sent)).collect().size();
      if (brought != tasks.getNumPartitions()) {
        throw new IllegalStateException("floor: " + brought + " results, expected one a task");
      }
    } finally {
      sent.destroy();
    }
  }

  private static final class Bring implements FlatMapFunction<Iterator<Integer>, byte[]> {
    private static final long serialVersionUID = 1L;
    private final Broadcast<byte[]> sent;

    Bring(Broadcast<byte[]> sent) {
      this.sent = sent;
    }

    @Override
    public Iterator<byte[]> call(Iterator<Integer> task) {
      return List.of(new byte[sent.value().length]).iterator();
    }
  }
}

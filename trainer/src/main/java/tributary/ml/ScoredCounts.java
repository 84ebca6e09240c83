package tributary.ml;

import java.util.Arrays;
import org.apache.spark.util.AccumulatorV2;

/**
 * How many rows were scored and, per feature, how many of them had a level that was never seen in
 * training; a task's part counts when it succeeds.
 */
final class ScoredCounts extends AccumulatorV2<long[], long[]> {
  private static final long serialVersionUID = 1L;

  // The rows, then each feature's unseen levels.
  private long[] counts;

  ScoredCounts(int features) {
    counts = new long[1 + features];
  }

  synchronized long rows() {
    return counts[0];
  }

  synchronized long[] unseen() {
    return Arrays.copyOfRange(counts, 1, counts.length);
  }

  @Override
  public synchronized void add(long[] more) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more[i];
    }
  }

  @Override
  public void merge(AccumulatorV2<long[], long[]> other) {
    add(other.value());
  }

  @Override
  public synchronized long[] value() {
    return counts.clone();
  }

  @Override
  public synchronized boolean isZero() {
    for (long count : counts) {
      if (count != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public synchronized void reset() {
    counts = new long[counts.length];
  }

  @Override
  public AccumulatorV2<long[], long[]> copy() {
    ScoredCounts copy = new ScoredCounts(unseen().length);
    copy.add(value());
    return copy;
  }
}

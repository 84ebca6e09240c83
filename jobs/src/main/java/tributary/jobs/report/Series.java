package tributary.jobs.report;

import java.util.Arrays;
import java.util.OptionalDouble;

/** A figure over the steps, in their order; NaN where the run had no finite value. */
final class Series {
  private long[] steps = new long[16];
  private double[] values = new double[16];
  private int size;

  void add(long step, double value) {
    if (size == steps.length) {
      steps = Arrays.copyOf(steps, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
    }
    steps[size] = step;
    values[size] = value;
    size++;
  }

  /** Forgets {@code step} and all that come after it. */
  void cutFrom(long step) {
    while (size > 0 && steps[size - 1] >= step) {
      size--;
    }
  }

  int size() {
    return size;
  }

  long step(int i) {
    return steps[i];
  }

  double value(int i) {
    return values[i];
  }

  /** The last finite value. */
  OptionalDouble last() {
    for (int i = size - 1; i >= 0; i--) {
      if (Double.isFinite(values[i])) {
        return OptionalDouble.of(values[i]);
      }
    }
    return OptionalDouble.empty();
  }

  /** The median of the finite values; of an even number of them, the mean of the middle two. */
  OptionalDouble median() {
    double[] finite = Arrays.stream(values, 0, size).filter(Double::isFinite).sorted().toArray();
    if (finite.length == 0) {
      return OptionalDouble.empty();
    }
    int middle = finite.length / 2;
    return OptionalDouble.of(
        finite.length % 2 == 1 ? finite[middle] : (finite[middle - 1] + finite[middle]) / 2);
  }
}

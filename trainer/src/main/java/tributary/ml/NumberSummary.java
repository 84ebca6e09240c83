package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Count, exact sum, exact sum of squares, least and greatest of some finite numbers; the same bits
 * in whatever order and parts they came.
 *
 * <p>Zeros need not be added one by one: {@link #addZeros} is enough, so that sparse and dense rows
 * cost and give the same.
 */
final class NumberSummary {
  private long count;
  private final ExactSum sum = new ExactSum();
  private final ExactSum squares = new ExactSum();
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double value) {
    count++;
    sum.add(value);
    squares.addSquare(value);
    // Adding 0.0 turns -0.0 into 0.0, which Math.min would otherwise tell apart.
    min = Math.min(min, value + 0.0);
    max = Math.max(max, value + 0.0);
  }

  void addZeros(long zeros) {
    if (zeros > 0) {
      count += zeros;
      min = Math.min(min, 0.0);
      max = Math.max(max, 0.0);
    }
  }

  void add(NumberSummary other) {
    count += other.count;
    sum.add(other.sum);
    squares.add(other.squares);
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
  }

  long count() {
    return count;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }

  boolean isConstant() {
    return !(min < max);
  }

  /** Σx / n. */
  double mean() {
    return sum.value().divide(BigDecimal.valueOf(count), MathContext.DECIMAL128).doubleValue();
  }

  /** √(n·Σx² − (Σx)²) / n: the standard deviation with divisor n. */
  double deviation() {
    BigDecimal n = BigDecimal.valueOf(count);
    BigDecimal total = sum.value();
    BigDecimal spread = n.multiply(squares.value()).subtract(total.multiply(total));
    BigDecimal variance = spread.divide(n.multiply(n), MathContext.DECIMAL128);
    return Math.sqrt(variance.doubleValue());
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(count);
    sum.write(out);
    squares.write(out);
    out.writeDouble(min);
    out.writeDouble(max);
  }

  void read(DataInput in) throws IOException {
    count = in.readLong();
    sum.read(in);
    squares.read(in);
    min = in.readDouble();
    max = in.readDouble();
  }
}

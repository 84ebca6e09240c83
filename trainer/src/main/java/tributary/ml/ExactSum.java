package tributary.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;

/**
 * A sum of doubles without any rounding, so that it does not matter how the rows were spread over
 * partitions.
 *
 * <p>The sum is kept as a few doubles that do not overlap in their bits (Shewchuk 1997, "Adaptive
 * Precision Floating-Point Arithmetic"). Only for finite values whose squares do not overflow.
 */
final class ExactSum {
  private double[] parts = new double[2];
  private int size;

  /** Adds one value; the sum stays exact. */
  void add(double value) {
    double x = value;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      double y = parts[i];
      double sum = x + y;
      // Knuth's two-sum: sum + error is x + y to the last bit, whichever is the larger.
      double ofY = sum - x;
      double error = (x - (sum - ofY)) + (y - ofY);
      if (error != 0) {
        parts[kept++] = error;
      }
      x = sum;
    }
    if (kept == parts.length) {
      parts = Arrays.copyOf(parts, 2 * kept);
    }
    parts[kept] = x;
    size = kept + 1;
  }

  /** Adds value², as the rounded product and what the rounding left. */
  void addSquare(double value) {
    double product = value * value;
    add(product);
    double rest = Math.fma(value, value, -product);
    if (rest != 0) {
      add(rest);
    }
  }

  void add(ExactSum other) {
    for (int i = 0; i < other.size; i++) {
      add(other.parts[i]);
    }
  }

  BigDecimal value() {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < size; i++) {
      sum = sum.add(new BigDecimal(parts[i]));
    }
    return sum;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeDouble(parts[i]);
    }
  }

  void read(DataInput in) throws IOException {
    size = in.readInt();
    parts = new double[Math.max(2, size)];
    for (int i = 0; i < size; i++) {
      parts[i] = in.readDouble();
    }
  }
}

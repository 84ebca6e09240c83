package tributary.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One of the {@code count} fixed parts into which a table is cut: row i of the table is row i div
 * count of shard i mod count.
 *
 * <p>Which rows make up a shard depends on the table and the count alone, never on the cluster;
 * that is what makes a run reproducible anywhere. {@code x} is rows × inputs, {@code y} rows ×
 * targets, row-major float32; {@code weights} has one entry a row, or is null when every row weighs
 * 1. Nobody writes into a shard once it is made.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final int count;
  private final int rows;
  private final int inputs;
  private final int targets;
  private final float[] x;
  private final float[] y;
  private final float @Nullable [] weights;

  /**
   * @throws IllegalArgumentException if an array's length does not fit the shape
   */
  public Shard(
      int index,
      int count,
      int rows,
      int inputs,
      int targets,
      float[] x,
      float[] y,
      float @Nullable [] weights) {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "shard " + index + " of " + count + ": the index must be in [0, " + count + ")");
    }
    requireLength("x", x.length, rows, inputs);
    requireLength("y", y.length, rows, targets);
    if (weights != null) {
      requireLength("weights", weights.length, rows, 1);
    }
    this.index = index;
    this.count = count;
    this.rows = rows;
    this.inputs = inputs;
    this.targets = targets;
    this.x = x;
    this.y = y;
    this.weights = weights;
  }

  private static void requireLength(String name, int length, int rows, int cols) {
    if (length != Math.multiplyExact(rows, cols)) {
      throw new IllegalArgumentException(
          "shard: " + name + " has " + length + " values, expected " + rows + " rows × " + cols);
    }
  }

  public int index() {
    return index;
  }

  public int count() {
    return count;
  }

  public int rows() {
    return rows;
  }

  public int inputs() {
    return inputs;
  }

  public int targets() {
    return targets;
  }

  public float[] x() {
    return x;
  }

  public float[] y() {
    return y;
  }

  public float @Nullable [] weights() {
    return weights;
  }

  /** The row of the whole table that is row {@code local} of this shard. */
  public long tableRow(int local) {
    return (long) local * count + index;
  }

  /** How many of {@code rows} table rows fall to shard {@code index} of {@code count}. */
  public static long rowsOf(long rows, int index, int count) {
    return (rows - index + count - 1) / count;
  }
}

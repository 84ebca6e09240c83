package tributary.data;

import org.jspecify.annotations.Nullable;

/**
 * The rows one call of a network works on: {@code x} rows × inputs and {@code y} rows × targets,
 * row-major, each beginning at its offset, with the table row of every example (dropout masks
 * depend on it).
 *
 * <p>Either gathered, one copy per row, into arrays that this batch keeps and grows, or a view of
 * consecutive rows of a shard without any copy. A batch belongs to one thread and is reused from
 * step to step.
 */
public final class Batch {
  private int rows;
  private float[] x = new float[0];
  private int xOffset;
  private float[] y = new float[0];
  private int yOffset;
  private float @Nullable [] weights;
  private int weightsOffset;
  private long[] tableRows = new long[0];

  private float[] gatheredX = new float[0];
  private float[] gatheredY = new float[0];
  private float[] gatheredWeights = new float[0];

  /** Copies the given rows of {@code shard}, {@code localRows[from … to)}, in that order. */
  public void gather(Shard shard, int[] localRows, int from, int to) {
    int inputs = shard.inputs();
    int targets = shard.targets();
    rows = to - from;
    gatheredX = atLeast(gatheredX, Math.multiplyExact(rows, inputs));
    gatheredY = atLeast(gatheredY, Math.multiplyExact(rows, targets));
    reserveTableRows();
    float[] shardWeights = shard.weights();
    if (shardWeights != null) {
      gatheredWeights = atLeast(gatheredWeights, rows);
    }
    for (int r = 0; r < rows; r++) {
      int local = localRows[from + r];
      System.arraycopy(shard.x(), local * inputs, gatheredX, r * inputs, inputs);
      System.arraycopy(shard.y(), local * targets, gatheredY, r * targets, targets);
      tableRows[r] = shard.tableRow(local);
      if (shardWeights != null) {
        gatheredWeights[r] = shardWeights[local];
      }
    }
    x = gatheredX;
    y = gatheredY;
    weights = shardWeights == null ? null : gatheredWeights;
    xOffset = 0;
    yOffset = 0;
    weightsOffset = 0;
  }

  /** Looks at rows {@code from … to − 1} of {@code shard} where they lie. */
  public void view(Shard shard, int from, int to) {
    rows = to - from;
    x = shard.x();
    xOffset = from * shard.inputs();
    y = shard.y();
    yOffset = from * shard.targets();
    weights = shard.weights();
    weightsOffset = from;
    reserveTableRows();
    for (int r = 0; r < rows; r++) {
      tableRows[r] = shard.tableRow(from + r);
    }
  }

  /** Empties the batch, so that it does not keep the arrays of a shard it looked at alive. */
  public void release() {
    rows = 0;
    x = gatheredX;
    y = gatheredY;
    weights = null;
    xOffset = 0;
    yOffset = 0;
    weightsOffset = 0;
  }

  private void reserveTableRows() {
    if (tableRows.length < rows) {
      tableRows = new long[rows];
    }
  }

  private static float[] atLeast(float[] array, int length) {
    return array.length >= length ? array : new float[length];
  }

  public int rows() {
    return rows;
  }

  public float[] x() {
    return x;
  }

  public int xOffset() {
    return xOffset;
  }

  public float[] y() {
    return y;
  }

  public int yOffset() {
    return yOffset;
  }

  /** The weight of example {@code r}; 1 when the table has no weight column. */
  public float weight(int r) {
    return weights == null ? 1f : weights[weightsOffset + r];
  }

  /** Whether every example weighs exactly 1, so that a caller may skip the multiplication. */
  public boolean unweighted() {
    return weights == null;
  }

  /** Σ of the examples' weights, in double and in row order. */
  public double weightSum() {
    if (weights == null) {
      return rows;
    }
    double sum = 0;
    for (int r = 0; r < rows; r++) {
      sum += weights[weightsOffset + r];
    }
    return sum;
  }

  /** The row of the whole table that example {@code r} is. */
  public long tableRow(int r) {
    return tableRows[r];
  }
}

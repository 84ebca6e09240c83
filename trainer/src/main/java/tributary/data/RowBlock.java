package tributary.data;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A run of consecutive rows of the training table, packed: what preparation hands to {@code
 * Shards}.
 *
 * <p>Rows {@code firstRow … firstRow + rows − 1} in table order. {@code x} is rows × inputs, {@code
 * y} rows × targets, both row-major; {@code weights} has one entry a row, or is null when every row
 * weighs 1. The arrays belong to the block and are not written after it is made.
 */
public final class RowBlock implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long firstRow;
  private final int rows;
  private final float[] x;
  private final float[] y;
  private final float @Nullable [] weights;

  public RowBlock(long firstRow, int rows, float[] x, float[] y, float @Nullable [] weights) {
    this.firstRow = firstRow;
    this.rows = rows;
    this.x = x;
    this.y = y;
    this.weights = weights;
  }

  public long firstRow() {
    return firstRow;
  }

  public int rows() {
    return rows;
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
}

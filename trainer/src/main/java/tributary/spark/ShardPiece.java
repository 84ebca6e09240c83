package tributary.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive rows {@code first … first + rows − 1} of one shard, on their way to it; {@code x} is
 * rows × inputs, {@code y} rows × targets, row-major.
 */
@DefaultSerializer(CodecSerializer.class)
final class ShardPiece implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int shard;
  private final int first;
  private final int rows;
  private final float[] x;
  private final float[] y;
  private final float @Nullable [] weights;

  ShardPiece(int shard, int first, int rows, float[] x, float[] y, float @Nullable [] weights) {
    this.shard = shard;
    this.first = first;
    this.rows = rows;
    this.x = x;
    this.y = y;
    this.weights = weights;
  }

  int shard() {
    return shard;
  }

  int first() {
    return first;
  }

  int rows() {
    return rows;
  }

  float[] x() {
    return x;
  }

  float[] y() {
    return y;
  }

  float @Nullable [] weights() {
    return weights;
  }

  private Object writeReplace() {
    return new Packed(this);
  }
}

package tributary.spark;

import org.jspecify.annotations.Nullable;
import tributary.data.Shard;

/**
 * 64 bits over all that a shard is: its index and shape, and the exact bits of x, y and weights,
 * each in its place, so that a row that moved counts as another. It finds accidents, not forgeries.
 */
final class ShardChecksum {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
  private static final int ROTATION = 29;

  private ShardChecksum() {}

  static long of(Shard shard) {
    long hash = add(add(add(0, shard.index()), shard.count()), shard.rows());
    hash = add(add(hash, shard.inputs()), shard.targets());
    hash = add(add(hash, shard.x()), shard.y());
    float @Nullable [] weights = shard.weights();
    return mixed(weights == null ? add(hash, -1) : add(hash, weights));
  }

  /** Of several checksums in their order. */
  static long of(long... checksums) {
    long hash = 0;
    for (long checksum : checksums) {
      hash = add(hash, checksum);
    }
    return mixed(hash);
  }

  /** In four lanes, since a multiplication waits for the one before it. */
  private static long add(long hash, float[] values) {
    long a = hash;
    long b = hash + 1;
    long c = hash + 2;
    long d = hash + 3;
    int whole = values.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      a = add(a, Float.floatToRawIntBits(values[i]));
      b = add(b, Float.floatToRawIntBits(values[i + 1]));
      c = add(c, Float.floatToRawIntBits(values[i + 2]));
      d = add(d, Float.floatToRawIntBits(values[i + 3]));
    }
    for (int i = whole; i < values.length; i++) {
      a = add(a, Float.floatToRawIntBits(values[i]));
    }
    return add(add(add(add(a, b), c), d), values.length);
  }

  private static long add(long hash, long bits) {
    return (Long.rotateLeft(hash, ROTATION) ^ bits) * MULTIPLIER;
  }

  /** Lets the last bits that came reach all 64. */
  private static long mixed(long hash) {
    long once = (hash ^ (hash >>> 32)) * MULTIPLIER;
    return once ^ (once >>> 29);
  }
}

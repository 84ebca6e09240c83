package tributary.spark;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * float arrays as little-endian bytes, copied in blocks: both Java's and Kryo's own writers take a
 * float at a time.
 */
final class FloatBytes {
  /** 64 KiB, which stays in the cache between the two copies. */
  private static final int BLOCK_FLOATS = 16 * 1024;

  /** The bytes of a block. */
  static final int BLOCK = Float.BYTES * BLOCK_FLOATS;

  private FloatBytes() {}

  /** Writes the length, then the values. */
  static void write(float[] values, DataOutput out) throws IOException {
    out.writeInt(values.length);
    byte[] block = new byte[Float.BYTES * Math.min(values.length, BLOCK_FLOATS)];
    FloatBuffer view = view(block);
    for (int from = 0; from < values.length; from += BLOCK_FLOATS) {
      int n = Math.min(values.length - from, BLOCK_FLOATS);
      view.clear();
      view.put(values, from, n);
      out.write(block, 0, Float.BYTES * n);
    }
  }

  /** Reads what {@link #write} wrote, into an array of its own. */
  static float[] read(DataInput in) throws IOException {
    float[] values = new float[in.readInt()];
    byte[] block = new byte[Float.BYTES * Math.min(values.length, BLOCK_FLOATS)];
    read(in, values, 0, values.length, block);
    return values;
  }

  /**
   * Reads {@code length} values to {@code values[from …]}, by way of a block that is overwritten.
   */
  static void read(DataInput in, float[] values, int from, int length, byte[] block)
      throws IOException {
    FloatBuffer view = view(block);
    int blockFloats = block.length / Float.BYTES;
    for (int at = 0; at < length; at += blockFloats) {
      int n = Math.min(length - at, blockFloats);
      in.readFully(block, 0, Float.BYTES * n);
      view.clear();
      view.get(values, from + at, n);
    }
  }

  static void writeOptional(float @Nullable [] values, DataOutput out) throws IOException {
    out.writeBoolean(values != null);
    if (values != null) {
      write(values, out);
    }
  }

  static float @Nullable [] readOptional(DataInput in) throws IOException {
    return in.readBoolean() ? read(in) : null;
  }

  private static FloatBuffer view(byte[] block) {
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}

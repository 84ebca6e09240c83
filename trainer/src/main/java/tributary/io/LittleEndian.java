package tributary.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Arrays to little-endian bytes and back, through one small buffer: no second copy in memory. */
final class LittleEndian {
  private static final int CHUNK_LENGTH = 1 << 16;

  /** Where bytes go: an output stream or a digest. */
  @FunctionalInterface
  interface Sink {
    /** Takes {@code length} bytes from {@code offset} on; the array is reused afterwards. */
    void take(byte[] bytes, int offset, int length) throws IOException;
  }

  private LittleEndian() {}

  /** Whether values of the type stay bytes, for want of an array that holds them as numbers. */
  static boolean isRaw(Dtype dtype) {
    return switch (dtype) {
      case F32, F64, I64, I32 -> false;
      default -> true;
    };
  }

  private static int width(Object array) {
    if (array instanceof float[] || array instanceof int[]) {
      return Float.BYTES;
    }
    return array instanceof byte[] ? 1 : Double.BYTES;
  }

  static void write(Object array, int offset, int length, Sink sink) throws IOException {
    if (array instanceof byte[] bytes) {
      sink.take(bytes, offset, length);
      return;
    }
    int width = width(array);
    byte[] chunk = new byte[(int) Math.min(CHUNK_LENGTH, (long) length * width)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int perChunk = chunk.length / width;
    for (int done = 0; done < length; ) {
      int n = Math.min(perChunk, length - done);
      put(array, offset + done, n, buffer);
      sink.take(chunk, 0, n * width);
      done += n;
    }
  }

  /** Reads {@code length} values, or bytes where the type is raw. */
  static Object read(InputStream in, Dtype dtype, int length) throws IOException {
    Object array =
        switch (dtype) {
          case F32 -> new float[length];
          case F64 -> new double[length];
          case I64 -> new long[length];
          case I32 -> new int[length];
          default -> new byte[length];
        };
    if (array instanceof byte[] bytes) {
      fill(in, bytes, length);
      return bytes;
    }
    int width = width(array);
    byte[] chunk = new byte[(int) Math.min(CHUNK_LENGTH, (long) length * width)];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int perChunk = chunk.length / width;
    for (int done = 0; done < length; ) {
      int n = Math.min(perChunk, length - done);
      fill(in, chunk, n * width);
      get(buffer, array, done, n);
      done += n;
    }
    return array;
  }

  private static void fill(InputStream in, byte[] bytes, int length) throws IOException {
    if (in.readNBytes(bytes, 0, length) < length) {
      throw new EOFException();
    }
  }

  private static void put(Object array, int offset, int n, ByteBuffer buffer) {
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().put(floats, offset, n);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().put(doubles, offset, n);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().put(longs, offset, n);
    } else {
      buffer.asIntBuffer().put((int[]) array, offset, n);
    }
  }

  private static void get(ByteBuffer buffer, Object array, int offset, int n) {
    if (array instanceof float[] floats) {
      buffer.asFloatBuffer().get(floats, offset, n);
    } else if (array instanceof double[] doubles) {
      buffer.asDoubleBuffer().get(doubles, offset, n);
    } else if (array instanceof long[] longs) {
      buffer.asLongBuffer().get(longs, offset, n);
    } else {
      buffer.asIntBuffer().get((int[]) array, offset, n);
    }
  }
}

package tributary.io;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;

/**
 * A named tensor of a safetensors file: type, shape and row-major values.
 *
 * <p>Made over an array, it is a view: the array belongs to the caller and must not change while
 * the tensor is written. F32, F64, I64 and I32 values are numbers; those of every other type stay
 * the little-endian bytes they are in the file.
 */
public final class Tensor {
  private final String name;
  private final Dtype dtype;
  private final List<Long> shape;
  private final Object array;
  private final int offset;
  private final int length;

  private Tensor(String name, Dtype dtype, List<Long> shape, Object array, int offset) {
    this.name = name;
    this.dtype = dtype;
    this.shape = List.copyOf(shape);
    this.array = array;
    this.offset = offset;
    long elements = elements(name, this.shape);
    long length = array instanceof byte[] ? elements * dtype.bits() / Byte.SIZE : elements;
    if (offset < 0 || length > Array.getLength(array) - offset) {
      throw new IllegalArgumentException(
          "tensor %s: shape %s needs %d values from offset %d on, but the array has %d"
              .formatted(name, shape, length, offset, Array.getLength(array)));
    }
    this.length = (int) length;
  }

  private static long elements(String name, List<Long> shape) {
    long elements = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "tensor " + name + ": shape " + shape + " has a negative dimension");
      }
      elements = Math.multiplyExact(elements, dimension);
    }
    return elements;
  }

  /** An F32 tensor over {@code values[offset …]}. */
  public static Tensor of(String name, List<Long> shape, float[] values, int offset) {
    return new Tensor(name, Dtype.F32, shape, values, offset);
  }

  /** An F32 tensor over the whole array. */
  public static Tensor of(String name, List<Long> shape, float[] values) {
    return of(name, shape, values, 0);
  }

  /** An F64 tensor over the whole array. */
  public static Tensor of(String name, List<Long> shape, double[] values) {
    return new Tensor(name, Dtype.F64, shape, values, 0);
  }

  /** An I64 tensor over the whole array. */
  public static Tensor of(String name, List<Long> shape, long[] values) {
    return new Tensor(name, Dtype.I64, shape, values, 0);
  }

  /** An I32 tensor over the whole array. */
  public static Tensor of(String name, List<Long> shape, int[] values) {
    return new Tensor(name, Dtype.I32, shape, values, 0);
  }

  /**
   * A tensor of any other type over its little-endian bytes.
   *
   * @throws IllegalArgumentException if the type has an array of its own
   */
  public static Tensor of(String name, Dtype dtype, List<Long> shape, byte[] bytes) {
    if (!LittleEndian.isRaw(dtype)) {
      throw new IllegalArgumentException(
          "tensor " + name + ": " + dtype + " values are given as an array of numbers, not bytes");
    }
    return new Tensor(name, dtype, shape, bytes, 0);
  }

  static Tensor read(String name, Dtype dtype, List<Long> shape, int length, InputStream in)
      throws IOException {
    return new Tensor(name, dtype, shape, LittleEndian.read(in, dtype, length), 0);
  }

  public String name() {
    return name;
  }

  public Dtype dtype() {
    return dtype;
  }

  public List<Long> shape() {
    return shape;
  }

  /** The number of values; of bytes where the type has no array of its own. */
  int length() {
    return length;
  }

  void writeTo(LittleEndian.Sink sink) throws IOException {
    LittleEndian.write(array, offset, length, sink);
  }

  /**
   * The values of an F32 tensor, row-major: the tensor's own array where it spans the whole of it.
   *
   * @throws SafetensorsException if the tensor is of another type
   */
  public float[] floats() throws SafetensorsException {
    require(Dtype.F32);
    float[] values = (float[]) array;
    return length == values.length ? values : Arrays.copyOfRange(values, offset, offset + length);
  }

  /** As {@link #floats}, for F64. */
  public double[] doubles() throws SafetensorsException {
    require(Dtype.F64);
    return (double[]) array;
  }

  /** As {@link #floats}, for I64. */
  public long[] longs() throws SafetensorsException {
    require(Dtype.I64);
    return (long[]) array;
  }

  /** As {@link #floats}, for I32. */
  public int[] ints() throws SafetensorsException {
    require(Dtype.I32);
    return (int[]) array;
  }

  /**
   * The little-endian bytes of a tensor of any type without an array of its own, such as U8.
   *
   * @throws SafetensorsException if the type is F32, F64, I64 or I32
   */
  public byte[] bytes() throws SafetensorsException {
    if (array instanceof byte[] bytes) {
      return bytes;
    }
    throw new SafetensorsException(
        SafetensorsException.Kind.WRONG_DTYPE,
        "tensor " + name + " is " + dtype + "; its values are numbers, not raw bytes");
  }

  private void require(Dtype expected) throws SafetensorsException {
    if (dtype != expected) {
      throw new SafetensorsException(
          SafetensorsException.Kind.WRONG_DTYPE,
          "tensor " + name + " is " + dtype + ", expected " + expected);
    }
  }
}

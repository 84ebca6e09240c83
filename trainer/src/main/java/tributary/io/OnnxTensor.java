package tributary.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A constant of a graph: its name, type, shape and little-endian values.
 *
 * @param data a view that is only read; as long as type and shape say in any sound model
 */
public record OnnxTensor(String name, OnnxType type, List<Long> shape, ByteBuffer data) {
  public OnnxTensor {
    shape = List.copyOf(shape);
    data = data.asReadOnlyBuffer();
  }

  /** A copy of {@code values[offset …]}, as many as the shape has. */
  static OnnxTensor of(String name, List<Long> shape, float[] values, int offset) {
    int length = Math.toIntExact(elements(shape));
    ByteBuffer data = allocate(Math.multiplyExact(length, Float.BYTES));
    data.asFloatBuffer().put(values, offset, length);
    return new OnnxTensor(name, OnnxType.FLOAT, shape, data);
  }

  static OnnxTensor of(String name, List<Long> shape, double[] values) {
    ByteBuffer data = allocate(Math.multiplyExact(values.length, Double.BYTES));
    data.asDoubleBuffer().put(values);
    return new OnnxTensor(name, OnnxType.DOUBLE, shape, data);
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * How many elements a shape has.
   *
   * @throws ArithmeticException if they cannot be counted, or a dimension is negative
   */
  static long elements(List<Long> shape) {
    long elements = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new ArithmeticException("a dimension is " + size);
      }
      elements = Math.multiplyExact(elements, size);
    }
    return elements;
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }
}

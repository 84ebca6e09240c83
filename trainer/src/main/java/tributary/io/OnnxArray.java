package tributary.io;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Values that go into a graph or come out of one, row-major.
 *
 * @param shape all sizes known; their product is the array's length
 * @param values a {@code float[]}, {@code double[]}, {@code long[]}, {@code String[]} or {@code
 *     boolean[]} as the type says; only read
 */
public record OnnxArray(OnnxType type, List<Long> shape, Object values) {
  /**
   * @throws IllegalArgumentException if there are more or fewer values than the shape has
   */
  public OnnxArray {
    shape = List.copyOf(shape);
    int length = Array.getLength(values);
    if (length != OnnxTensor.elements(shape)) {
      throw new IllegalArgumentException(
          "array: there are " + length + " values for the shape " + shape);
    }
  }

  public static OnnxArray of(List<Long> shape, float[] values) {
    return new OnnxArray(OnnxType.FLOAT, shape, values);
  }

  public static OnnxArray of(List<Long> shape, double[] values) {
    return new OnnxArray(OnnxType.DOUBLE, shape, values);
  }

  public static OnnxArray of(List<Long> shape, long[] values) {
    return new OnnxArray(OnnxType.INT64, shape, values);
  }

  public static OnnxArray of(List<Long> shape, String[] values) {
    return new OnnxArray(OnnxType.STRING, shape, values);
  }

  static OnnxArray of(List<Long> shape, boolean[] values) {
    return new OnnxArray(OnnxType.BOOL, shape, values);
  }

  /** The values of a constant that has been checked. */
  static OnnxArray of(OnnxTensor constant) {
    ByteBuffer data = constant.data();
    int length = Math.toIntExact(OnnxTensor.elements(constant.shape()));
    switch (constant.type()) {
      case FLOAT -> {
        float[] values = new float[length];
        data.asFloatBuffer().get(values);
        return of(constant.shape(), values);
      }
      case DOUBLE -> {
        double[] values = new double[length];
        data.asDoubleBuffer().get(values);
        return of(constant.shape(), values);
      }
      case INT64 -> {
        long[] values = new long[length];
        data.asLongBuffer().get(values);
        return of(constant.shape(), values);
      }
      default ->
          throw new IllegalArgumentException(
              "initializer " + constant.name() + ": " + constant.type() + " is not read");
    }
  }

  int length() {
    return Array.getLength(values);
  }

  int size(int axis) {
    return Math.toIntExact(shape.get(axis));
  }

  /** The values, which must be floats. */
  public float[] floats() {
    return (float[]) values;
  }

  /** The values, which must be doubles. */
  public double[] doubles() {
    return (double[]) values;
  }

  /** The values, which must be whole numbers. */
  public long[] longs() {
    return (long[]) values;
  }

  /** The values, which must be strings. */
  public String[] strings() {
    return (String[]) values;
  }

  /** Value {@code i} of numbers or truths, as a double. */
  double number(int i) {
    if (values instanceof float[] floats) {
      return floats[i];
    }
    if (values instanceof double[] doubles) {
      return doubles[i];
    }
    if (values instanceof boolean[] truths) {
      return truths[i] ? 1 : 0;
    }
    return longs()[i];
  }

  /** Numbers of the given type, each rounded to it: what float32 arithmetic gives. */
  static OnnxArray rounded(OnnxType type, List<Long> shape, double[] numbers) {
    switch (type) {
      case FLOAT -> {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) numbers[i];
        }
        return of(shape, values);
      }
      case INT64 -> {
        long[] values = new long[numbers.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (long) numbers[i];
        }
        return of(shape, values);
      }
      default -> {
        return of(shape, numbers);
      }
    }
  }
}

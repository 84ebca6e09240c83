package tributary.ml;

import java.util.Arrays;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The vector or array in one cell, whichever way it is stored; one object serves all rows of a
 * task.
 *
 * <p>Element {@link #index}(k) is {@link #value}(k) for k in 0 … {@link #stored} − 1, every other
 * element of the {@link #width} is 0.
 */
final class VectorCell {
  private int width;
  private int stored;
  private int @Nullable [] indices;
  private double[] values = new double[0];
  private double[] buffer = new double[0];

  int width() {
    return width;
  }

  int stored() {
    return stored;
  }

  int index(int k) {
    return indices == null ? k : indices[k];
  }

  double value(int k) {
    return values[k];
  }

  void set(Vector vector) {
    width = vector.size();
    if (vector instanceof SparseVector sparse) {
      indices = sparse.indices();
      values = sparse.values();
    } else {
      indices = null;
      values = ((DenseVector) vector).values();
    }
    stored = values.length;
  }

  /** Each byte is a number from 0 to 255. */
  void set(byte[] bytes) {
    useBuffer(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xFF;
    }
  }

  /** An element that is null becomes NaN, which is refused wherever it turns up. */
  void set(scala.collection.Seq<?> numbers) {
    useBuffer(numbers.size());
    scala.collection.Iterator<?> iterator = numbers.iterator();
    for (int i = 0; i < width; i++) {
      Object number = iterator.next();
      values[i] = number == null ? Double.NaN : ((Number) number).doubleValue();
    }
  }

  private void useBuffer(int size) {
    if (buffer.length < size) {
      buffer = Arrays.copyOf(buffer, size);
    }
    width = size;
    stored = size;
    indices = null;
    values = buffer;
  }
}

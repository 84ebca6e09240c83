package tributary.data;

import java.io.Serializable;
import java.util.Arrays;

/** The elements of many vectors, one after the other, as narrow as they go without loss. */
public sealed interface RawElements extends Serializable {
  /** Copies elements {@code from … from + count − 1} to the front of {@code to}. */
  void copy(int from, int count, double[] to);

  /** Whole numbers from 0 to 255. */
  record Bytes(byte[] values) implements RawElements {
    @Override
    public void copy(int from, int count, double[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = values[from + i] & 0xFF;
      }
    }
  }

  /** 32-bit floats. */
  record Floats(float[] values) implements RawElements {
    @Override
    public void copy(int from, int count, double[] to) {
      for (int i = 0; i < count; i++) {
        to[i] = values[from + i];
      }
    }
  }

  /** 64-bit floats. */
  record Doubles(double[] values) implements RawElements {
    @Override
    public void copy(int from, int count, double[] to) {
      System.arraycopy(values, from, to, 0, count);
    }
  }

  /**
   * The first {@code count} numbers of {@code values}, copied into the narrowest form that gives
   * the same numbers back; a negative zero may come back as zero.
   */
  static RawElements of(double[] values, int count) {
    int bytes = 0;
    while (bytes < count && values[bytes] == ((int) values[bytes] & 0xFF)) {
      bytes++;
    }
    if (bytes == count) {
      byte[] narrow = new byte[count];
      for (int i = 0; i < count; i++) {
        narrow[i] = (byte) (int) values[i];
      }
      return new Bytes(narrow);
    }
    int floats = 0;
    while (floats < count && values[floats] == (float) values[floats]) {
      floats++;
    }
    if (floats < count) {
      return new Doubles(Arrays.copyOf(values, count));
    }
    float[] narrow = new float[count];
    for (int i = 0; i < count; i++) {
      narrow[i] = (float) values[i];
    }
    return new Floats(narrow);
  }
}

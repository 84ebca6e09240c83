package tributary.linalg;

/**
 * The vector loops that are not a matrix product, written flat so that the JIT turns them into
 * SIMD.
 */
public final class Floats {
  private Floats() {}

  /** y ← y + x, element by element. */
  public static void add(float[] x, float[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException("add: x has " + x.length + " elements, y has " + y.length);
    }
    for (int i = 0; i < y.length; i++) {
      y[i] += x[i];
    }
  }
}

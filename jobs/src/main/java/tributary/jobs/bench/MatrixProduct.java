package tributary.jobs.bench;

import java.util.Random;
import tributary.linalg.Gemm;
import tributary.linalg.Gemms;

/**
 * The rate at which one thread multiplies square matrices, by the matrix product that training
 * uses.
 */
final class MatrixProduct {
  private final int size;
  private final Gemm gemm = Gemms.provider();
  private final float[] a;
  private final float[] b;
  private final float[] c;

  MatrixProduct(int size) {
    this.size = size;
    Random random = new Random(size);
    a = drawn(random);
    b = drawn(random);
    c = new float[size * size];
  }

  private float[] drawn(Random random) {
    float[] values = new float[size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  static String name(int size) {
    return "product of " + size + "×" + size + " matrices";
  }

  double gigaflops(double seconds) {
    return 2e-9 * size * size * size * Pace.perSecond(seconds, this::multiply);
  }

  private void multiply() {
    gemm.gemm(false, false, size, size, size, 1, a, 0, size, b, 0, size, 0, c, 0, size);
  }
}

package tributary.optim;

/** The vector loops of this room. */
final class Floats {
  private Floats() {}

  static void add(float[] x, float[] y) {
    tributary.linalg.Floats.add(x, y);
  }

  static void scale(float alpha, float[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= alpha;
    }
  }

  static double sumOfSquares(float[] x) {
    double sum = 0;
    for (float v : x) {
      sum += (double) v * v;
    }
    return sum;
  }

  static boolean allFinite(float[] x) {
    return firstNonFinite(x) < 0;
  }

  static int firstNonFinite(float[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!Float.isFinite(x[i])) {
        return i;
      }
    }
    return -1;
  }
}

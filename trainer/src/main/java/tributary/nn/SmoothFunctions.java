package tributary.nn;

/**
 * The smooth activations and their slopes over blocks of doubles, exact to float32.
 *
 * <p>In blocks of double, because the JIT of Java 17 makes SIMD of such loops but not of loops that
 * convert between float and double, and a scalar conversion waits for the one before it: 2 ns a
 * value instead of 25. All from plain IEEE operations, so that the bits are the same everywhere.
 *
 * <p>Every function replaces t[0 … n − 1] by its values, n ≤ {@link #BLOCK}, and may use all of t,
 * {@link #SCRATCH} long.
 */
final class SmoothFunctions {
  /** How many values a block holds. */
  static final int BLOCK = 512;

  /** How long t is: a block and what the functions keep beside it. */
  static final int SCRATCH = 3 * BLOCK;

  // e^x = (e^(x/2^10))^(2^10): ten squarings instead of the bit shifts that SIMD lacks. The ends
  // are where float32 has long become 0 or infinite.
  private static final double SHRINK = 1 / 1024.0;
  private static final double LIMIT = 104;

  private static final double SQRT_HALF = 0.7071067811865476;
  private static final double INV_SQRT_2PI = 0.3989422804014327;
  // Times any normal x and cut to ±1: the sign of x.
  private static final double STEEP = 0x1p1000;

  /** One of this class's functions. */
  @FunctionalInterface
  interface Function {
    void apply(double[] t, int n);
  }

  private SmoothFunctions() {}

  /** to[i] ← f(from[i]) for i &lt; n, block by block; {@code to} may be {@code from}. */
  static void map(Function f, float[] from, float[] to, int n, double[] scratch) {
    for (int block = 0; block < n; block += BLOCK) {
      int m = Math.min(BLOCK, n - block);
      for (int i = 0; i < m; i++) {
        scratch[i] = from[block + i];
      }
      f.apply(scratch, m);
      for (int i = 0; i < m; i++) {
        to[block + i] = (float) scratch[i];
      }
    }
  }

  /** 1 / (1 + e^−x). */
  static void sigmoid(double[] t, int n) {
    for (int i = 0; i < n; i++) {
      double x = Math.max(-LIMIT, Math.min(LIMIT, t[i])) * -SHRINK;
      double p = 1 / 720.0 + x * (1 / 5040.0);
      p = 1 / 6.0 + x * (1 / 24.0 + x * (1 / 120.0 + x * p));
      p = 1 + x * (1 + x * (0.5 + x * p));
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      t[i] = 1 / (1 + p);
    }
  }

  /**
   * (e^2x − 1) / (e^2x + 1), by q = e^y − 1, for which squaring e^y is q ← q·(2 + q): nothing
   * cancels near zero.
   */
  static void tanh(double[] t, int n) {
    for (int i = 0; i < n; i++) {
      double x = Math.max(-LIMIT, Math.min(LIMIT, 2 * t[i])) * SHRINK;
      double q = 1 / 720.0 + x * (1 / 5040.0);
      q = 1 / 6.0 + x * (1 / 24.0 + x * (1 / 120.0 + x * q));
      q = x * (1 + x * (0.5 + x * q));
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      q = q * (2 + q);
      t[i] = q / (2 + q);
    }
  }

  /** x·σ(x). */
  static void silu(double[] t, int n) {
    keep(t, n);
    sigmoid(t, n);
    for (int i = 0; i < n; i++) {
      t[i] *= t[BLOCK + i];
    }
  }

  /** d/dx x·σ(x) = σ + x·σ·(1 − σ). */
  static void siluSlope(double[] t, int n) {
    keep(t, n);
    sigmoid(t, n);
    for (int i = 0; i < n; i++) {
      t[i] += t[BLOCK + i] * t[i] * (1 - t[i]);
    }
  }

  /** x·Φ(x) = max(x, 0) − |x|·Φ(−|x|), Φ the standard normal distribution function. */
  static void gelu(double[] t, int n) {
    bell(t, n);
    tail(t, n);
    for (int i = 0; i < n; i++) {
      t[i] = Math.max(t[i], 0) - Math.abs(t[i]) * t[2 * BLOCK + i];
    }
  }

  /** d/dx x·Φ(x) = Φ(x) + x·φ(x), with Φ(x) = ½ + sign(x)·(½ − Φ(−|x|)). */
  static void geluSlope(double[] t, int n) {
    bell(t, n);
    tail(t, n);
    for (int i = 0; i < n; i++) {
      double sign = Math.max(-1, Math.min(1, t[i] * STEEP));
      double inner = 0.5 - t[2 * BLOCK + i];
      t[i] = 0.5 + sign * inner + t[i] * t[BLOCK + i] * INV_SQRT_2PI;
    }
  }

  /**
   * Φ(−a) / e^(−a²/2) for a ≥ 0, relative error under 1e-9.
   *
   * <p>½·erfc(a/√2) = e^(−a²/2)·s·½P(2s − 1) with s = 2.5 / (2.5 + a/√2), P the Chebyshev fit of
   * degree 12 in powers (the form of Press et al. 1992, 6.2). The loops that use it are kept short:
   * one operation more and the JIT no longer makes SIMD of them.
   */
  private static double tailOverBell(double a) {
    double s = 2.5 / (2.5 + a * SQRT_HALF);
    double u = 2 * s - 1;
    double p = 2.2090393693964973e-06;
    p = p * u + 1.3314235392544032e-06;
    p = p * u - 2.06591459145674e-05;
    p = p * u - 9.062841150568568e-06;
    p = p * u + 0.0001393136755885141;
    p = p * u + 8.644641208026778e-05;
    p = p * u - 0.0009633380577661898;
    p = p * u - 0.0016782282434836123;
    p = p * u + 0.005672241289959914;
    p = p * u + 0.034250183533629595;
    p = p * u + 0.09078282757573838;
    p = p * u + 0.1609303714632067;
    p = p * u + 0.2108063640182004;
    return s * p;
  }

  /** t[BLOCK + i] ← e^(−t[i]²/2). */
  private static void bell(double[] t, int n) {
    for (int i = 0; i < n; i++) {
      double x = Math.max(-LIMIT, -0.5 * t[i] * t[i]) * SHRINK;
      double p = 1 / 720.0 + x * (1 / 5040.0);
      p = 1 / 6.0 + x * (1 / 24.0 + x * (1 / 120.0 + x * p));
      p = 1 + x * (1 + x * (0.5 + x * p));
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      p = p * p;
      t[BLOCK + i] = p;
    }
  }

  /** t[2·BLOCK + i] ← Φ(−|t[i]|), from what {@link #bell} left. */
  private static void tail(double[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[2 * BLOCK + i] = t[BLOCK + i] * tailOverBell(Math.abs(t[i]));
    }
  }

  private static void keep(double[] t, int n) {
    System.arraycopy(t, 0, t, BLOCK, n);
  }
}

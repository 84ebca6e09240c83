package tributary.nn;

/**
 * exp and the functions built on it, in double from plain IEEE operations: far more exact than the
 * float32 results need, and the same bits on every platform and JVM, which {@link Math} does not
 * promise.
 */
final class Transcendental {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts: k·HIGH is exact for every k that exp meets.
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;
  // Adding it pushes every bit below the units out: the nearest whole number is left.
  private static final double ROUND = 0x1.8p52;
  private static final double SQRT_HALF = 0.7071067811865476;
  private static final double INV_SQRT_2PI = 0.3989422804014327;

  private Transcendental() {}

  /**
   * e^x, relative error under 1e-14; 0 below −708 and infinite above 708, as it is in float32 long
   * before. NaN stays NaN.
   *
   * <p>x = k·ln 2 + r, |r| ≤ ½·ln 2, and the Taylor polynomial of degree 11 in r, its terms paired
   * so that they can be computed side by side (Estrin 1960).
   */
  static double exp(double x) {
    if (!(Math.abs(x) < 708)) {
      return x > 0 ? Double.POSITIVE_INFINITY : x < 0 ? 0 : x;
    }
    double shifted = x * LOG2_E + ROUND;
    double k = shifted - ROUND;
    double r = x - k * LN2_HIGH - k * LN2_LOW;
    double r2 = r * r;
    double r4 = r2 * r2;
    double low = (1 + r) + r2 * (1 / 2.0 + r * (1 / 6.0));
    double middle = (1 / 24.0 + r * (1 / 120.0)) + r2 * (1 / 720.0 + r * (1 / 5040.0));
    double high = (1 / 40320.0 + r * (1 / 362880.0)) + r2 * (1 / 3628800.0 + r * (1 / 39916800.0));
    double p = low + r4 * (middle + r4 * high);
    // The low bits of `shifted` are k; added to the exponent's bits they multiply by 2^k.
    long exponent = Double.doubleToRawLongBits(shifted) << 52;
    return Double.longBitsToDouble(Double.doubleToRawLongBits(p) + exponent);
  }

  /** 1 / (1 + e^−x). */
  static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
  }

  static double tanh(double x) {
    // 1 − 2/(e^2x + 1) cancels near zero, where x itself is exact to 3e-9.
    return Math.abs(x) < 1e-4 ? x : 1 - 2 / (exp(2 * x) + 1);
  }

  /** x·Φ(x), Φ the standard normal distribution function (Hendrycks, Gimpel 2016, exact form). */
  static double gelu(double x) {
    return x * normal(x, exp(-0.5 * x * x));
  }

  /** d/dx x·Φ(x) = Φ(x) + x·φ(x). */
  static double geluSlope(double x) {
    double e = exp(-0.5 * x * x);
    return normal(x, e) + x * e * INV_SQRT_2PI;
  }

  /**
   * Φ(x) = ½·erfc(−x/√2) where {@code e} is e^(−x²/2); relative error under 1e-9 in both tails.
   *
   * <p>erfc(a) = e^(−a²)·t·P(2t − 1) with t = 2.5 / (2.5 + a), P the Chebyshev fit of degree 12 in
   * powers (the form of Press et al. 1992, 6.2).
   */
  private static double normal(double x, double e) {
    double t = 2.5 / (2.5 + Math.abs(x) * SQRT_HALF);
    double u = 2 * t - 1;
    double p = 4.418078738792995e-06;
    p = p * u + 2.6628470785088064e-06;
    p = p * u - 4.13182918291348e-05;
    p = p * u - 1.8125682301137135e-05;
    p = p * u + 0.0002786273511770282;
    p = p * u + 0.00017289282416053556;
    p = p * u - 0.0019266761155323797;
    p = p * u - 0.0033564564869672246;
    p = p * u + 0.011344482579919829;
    p = p * u + 0.06850036706725919;
    p = p * u + 0.18156565515147677;
    p = p * u + 0.3218607429264134;
    p = p * u + 0.4216127280364008;
    double tail = 0.5 * e * t * p;
    return x < 0 ? tail : 1 - tail;
  }
}

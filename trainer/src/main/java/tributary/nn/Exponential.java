package tributary.nn;

/**
 * e^x in double from plain IEEE operations: the same bits on every platform and JVM, which {@link
 * Math#exp} does not promise, and fast.
 */
final class Exponential {
  private static final double LOG2_E = 1.4426950408889634;
  // ln 2 in two parts: k·HIGH is exact for every k that exp meets.
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;
  // Adding it pushes every bit below the units out: the nearest whole number is left.
  private static final double ROUND = 0x1.8p52;

  private Exponential() {}

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
}

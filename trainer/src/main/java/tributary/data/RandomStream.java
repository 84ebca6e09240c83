package tributary.data;

/**
 * A seeded stream of pseudo-random numbers whose bits never change: SplitMix64 (Steele, Lea, Flood
 * 2014).
 *
 * <p>The algorithm is written out here, rather than taken from the JDK, because weights, shuffles
 * and dropout masks must be the same on every Java release. Streams for different purposes are
 * keyed by {@link #hash}, never shared.
 */
public final class RandomStream {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  public RandomStream(long seed) {
    this.state = seed;
  }

  /**
   * One well-mixed value out of several keys; a pure function, so it needs no stream to be kept.
   */
  public static long hash(long... keys) {
    long h = 0;
    for (long key : keys) {
      h = mix(h + GOLDEN + mix(key));
    }
    return h;
  }

  /**
   * The SplitMix64 finaliser: a bijection of 64 bits in which every input bit moves about half the
   * output bits.
   */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in [0, 1) with 53 bits, from any 64 random bits. */
  public static double unit(long bits) {
    return (bits >>> 11) * 0x1.0p-53;
  }

  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double nextDouble() {
    return unit(nextLong());
  }

  /**
   * Uniform in [0, bound), unbiased: the high half of a 64 × 32-bit product, redrawn in the sliver
   * that would favour small numbers (Lemire 2019).
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("nextInt: bound is " + bound + "; it must be positive");
    }
    long product = (nextLong() >>> 32) * bound;
    long low = product & 0xFFFFFFFFL;
    if (low < bound) {
      long threshold = (1L << 32) % bound;
      while (low < threshold) {
        product = (nextLong() >>> 32) * bound;
        low = product & 0xFFFFFFFFL;
      }
    }
    return (int) (product >>> 32);
  }

  /**
   * Standard normal, by the polar method (Marsaglia, Bray 1964); the second value of each pair is
   * let go.
   */
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * StrictMath.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }
}

package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.function.LongConsumer;
import tributary.data.RandomStream;

/** Seeded arrays, a double reference, and comparisons, for the tests of this room. */
final class Cases {
  private Cases() {}

  /** Runs a property on many seeds; a failure names the one to replay. */
  static void forEachSeed(int count, LongConsumer property) {
    for (long seed = 1; seed <= count; seed++) {
      try {
        property.accept(seed);
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  static float[] gaussian(RandomStream random, int size, double scale) {
    float[] x = new float[size];
    for (int i = 0; i < size; i++) {
      x[i] = (float) (scale * random.nextGaussian());
    }
    return x;
  }

  static float[] filled(int size, float value) {
    float[] x = new float[size];
    Arrays.fill(x, value);
    return x;
  }

  /** ‖x‖₂ in double, scaled by its largest element so that nothing overflows or is lost. */
  static double norm(float[] x) {
    double largest = 0;
    for (float v : x) {
      largest = Math.max(largest, Math.abs((double) v));
    }
    if (largest == 0) {
      return 0;
    }
    double sum = 0;
    for (float v : x) {
      double r = v / largest;
      sum += r * r;
    }
    return largest * Math.sqrt(sum);
  }

  /** The transform alone, on values that it may rewrite, with weights of zero and a new state. */
  static Update applied(GradientTransform transform, float[] values) {
    OptimizerState state = OptimizerState.zeros(values.length, transform.slots());
    Update update = new Update(values, new float[values.length], state);
    transform.apply(update);
    return update;
  }

  static void assertClose(double expected, double actual, double relative, String what) {
    assertEquals(expected, actual, relative * Math.abs(expected), what);
  }

  /** The bits of every value, so that −0 and NaN count as what they are. */
  static int[] bits(float[] x) {
    int[] bits = new int[x.length];
    for (int i = 0; i < x.length; i++) {
      bits[i] = Float.floatToRawIntBits(x[i]);
    }
    return bits;
  }

  /** Relative to the largest element, since small ones can be what large ones left over. */
  static void assertClose(float[] expected, float[] actual, double relative, String what) {
    double largest = 0;
    for (float v : expected) {
      largest = Math.max(largest, Math.abs(v));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], relative * largest, what + ", element " + i);
    }
  }
}

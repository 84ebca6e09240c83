package tributary.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class RandomStreamTest {
  /** The first values that the published reference code of SplitMix64 gives for seed 1234567. */
  @Test
  void isSplitMix64() {
    RandomStream random = new RandomStream(1234567);
    long[] published = {
      6457827717110365317L,
      3203168211198807973L,
      Long.parseUnsignedLong("9817491932198370423"),
      4593380528125082431L,
      Long.parseUnsignedLong("16408922859458223821")
    };
    for (long expected : published) {
      assertEquals(expected, random.nextLong());
    }
  }

  /** Runs are replayed by their seed, so these bits may never change. */
  @Test
  void bitsStayAsTheyAre() {
    assertEquals(-8780337194140072638L, RandomStream.hash(1, 2, 3));
    assertEquals(-2152535657050944081L, RandomStream.hash(0));
    RandomStream random = new RandomStream(42);
    int[] ints = new int[8];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = random.nextInt(1000);
    }
    assertArrayEquals(new int[] {741, 159, 278, 344, 38, 868, 218, 800}, ints);
    assertEquals(0.3399310389170206, random.nextDouble());
    assertEquals(0.5013094404219266, random.nextGaussian());
  }

  @Test
  void hashDependsOnEveryKeyAndOnTheirOrder() {
    long h = RandomStream.hash(1, 2, 3);
    assertNotEquals(h, RandomStream.hash(3, 2, 1));
    assertNotEquals(h, RandomStream.hash(1, 2));
    assertNotEquals(h, RandomStream.hash(1, 2, 4));
    assertNotEquals(h, RandomStream.hash(0, 2, 3));
    assertNotEquals(RandomStream.hash(0), RandomStream.hash(0, 0));
  }

  /** Flipping one bit of one key flips about half the bits of the hash. */
  @Test
  void hashMixesWell() {
    double flipped = 0;
    int cases = 0;
    for (long key = 0; key < 200; key++) {
      for (int bit = 0; bit < 64; bit += 3) {
        flipped += Long.bitCount(RandomStream.hash(7, key) ^ RandomStream.hash(7, key ^ 1L << bit));
        cases++;
      }
    }
    assertEquals(32, flipped / cases, 0.2);
  }

  @Test
  void nextIntIsUniformWhateverTheBound() {
    for (int bound : new int[] {1, 2, 3, 7, 10, 100}) {
      RandomStream random = new RandomStream(bound);
      int[] counts = new int[bound];
      int draws = 20_000 * Math.min(bound, 10);
      for (int i = 0; i < draws; i++) {
        counts[random.nextInt(bound)]++;
      }
      double expected = (double) draws / bound;
      double chiSquare = 0;
      for (int count : counts) {
        chiSquare += (count - expected) * (count - expected) / expected;
      }
      // Mean bound − 1, standard deviation √(2(bound − 1)): five of them are next to never
      // exceeded.
      double limit = bound - 1 + 5 * Math.sqrt(2.0 * (bound - 1));
      assertTrue(chiSquare <= limit, "bound " + bound + ": chi-square " + chiSquare);
    }
  }

  /**
   * At three quarters of 2³² a generator that only multiplies would hit every third value twice.
   */
  @Test
  void nextIntIsUniformForHugeBounds() {
    RandomStream random = new RandomStream(5);
    int bound = 3 << 29;
    double sum = 0;
    int lower = 0;
    int draws = 200_000;
    for (int i = 0; i < draws; i++) {
      int value = random.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      sum += value;
      lower += value < bound / 3 ? 1 : 0;
    }
    assertEquals(0.5, sum / draws / bound, 0.005);
    assertEquals(1 / 3.0, (double) lower / draws, 0.005);
  }

  @Test
  void nextIntRefusesABoundThatIsNotPositive() {
    RandomStream random = new RandomStream(1);
    for (int bound : new int[] {0, -1, Integer.MIN_VALUE}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> random.nextInt(bound));
      assertEquals("nextInt: bound is " + bound + "; it must be positive", e.getMessage());
    }
  }

  @Test
  void unitCoversZeroToJustBelowOne() {
    assertEquals(0, RandomStream.unit(0));
    assertEquals(1 - 0x1.0p-53, RandomStream.unit(-1L));
    assertEquals(0.5, RandomStream.unit(1L << 63));
  }

  @Test
  void gaussianHasTheMomentsOfTheNormal() {
    RandomStream random = new RandomStream(11);
    int n = 400_000;
    double[] powers = new double[5];
    int within = 0;
    for (int i = 0; i < n; i++) {
      double g = random.nextGaussian();
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        power *= g;
        powers[k] += power / n;
      }
      within += Math.abs(g) < 1 ? 1 : 0;
    }
    assertEquals(0, powers[1], 0.008);
    assertEquals(1, powers[2], 0.012);
    assertEquals(0, powers[3], 0.03);
    assertEquals(3, powers[4], 0.1);
    assertEquals(0.6827, (double) within / n, 0.004);
  }
}

package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tributary.data.RandomStream;

class ClipByValueTest {
  @Test
  void cutsEachElementOnItsOwn() {
    float[] u = {0.1f, -0.5f, 0.5f, 0.6f, -7, 0, -0f, 1e30f};
    assertTrue(Cases.applied(new ClipByValue(0.5), u).clipped());
    assertArrayEquals(
        Cases.bits(new float[] {0.1f, -0.5f, 0.5f, 0.5f, -0.5f, 0, -0f, 0.5f}), Cases.bits(u));
  }

  @Test
  void aWildLastElementIsFound() {
    float[] u = Cases.filled(101, 0.25f);
    u[100] = -3;
    assertTrue(Cases.applied(new ClipByValue(0.5), u).clipped());
    assertEquals(-0.5f, u[100]);
    assertEquals(0.25f, u[99]);
  }

  @Test
  void saysWhetherItCutAndASecondTimeChangesNothing() {
    Cases.forEachSeed(
        500,
        seed -> {
          RandomStream random = new RandomStream(seed);
          float[] values = Cases.gaussian(random, 1 + random.nextInt(20), 1);
          double bound = 0.1 + 3 * random.nextDouble();
          float[] once = values.clone();
          boolean clipped = Cases.applied(new ClipByValue(bound), once).clipped();
          boolean beyond = false;
          for (int i = 0; i < values.length; i++) {
            beyond |= Math.abs(values[i]) > (float) bound;
            assertTrue(Math.abs(once[i]) <= (float) bound, "element " + i);
            assertTrue(once[i] * values[i] >= 0, "sign of element " + i);
          }
          assertEquals(beyond, clipped);
          float[] twice = once.clone();
          assertFalse(Cases.applied(new ClipByValue(bound), twice).clipped());
          assertArrayEquals(Cases.bits(once), Cases.bits(twice));
        });
  }

  @Test
  void aNaNIsNotHidden() {
    float[] u = {2, Float.NaN, Float.NEGATIVE_INFINITY};
    Cases.applied(new ClipByValue(1), u);
    assertArrayEquals(new float[] {1, Float.NaN, -1}, u);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1e-50, 1e39, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesABoundThatIsNoPositiveFloat(double bound) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new ClipByValue(bound));
    assertEquals(
        "clip by value: the bound is "
            + bound
            + "; it must be a positive, finite float (leave the clip out for none)",
        e.getMessage());
  }
}

package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightDecayTest {
  private static float[] apply(WeightDecay decay, float[] weights, float... u) {
    decay.apply(new Update(u, weights, OptimizerState.zeros(u.length, List.of())));
    return u;
  }

  @Test
  void addsAPartOfEveryWeight() {
    float[] weights = {2, -4, 0};
    assertArrayEquals(new float[] {2, -1, 3}, apply(WeightDecay.ofAll(0.5), weights, 1, 1, 3));
  }

  @Test
  void leavesOutWhatIsInNoRange() {
    WeightDecay decay = WeightDecay.of(0.5, List.of(new WeightRange(1, 2), new WeightRange(4, 1)));
    float[] weights = Cases.filled(6, 2);
    assertArrayEquals(new float[] {0, 1, 1, 0, 1, 0}, apply(decay, weights, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void noRangesDecayNothing() {
    float[] weights = {2, -4};
    assertArrayEquals(new float[] {1, 1}, apply(WeightDecay.of(0.5, List.of()), weights, 1, 1));
  }

  @Test
  void keepsItsOwnCopyOfTheRanges() {
    List<WeightRange> ranges = new ArrayList<>(List.of(new WeightRange(0, 1)));
    WeightDecay decay = WeightDecay.of(1, ranges);
    ranges.clear();
    assertArrayEquals(new float[] {3}, apply(decay, new float[] {3}, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY, 1e39})
  void refusesADecayThatIsNegativeOrNotFinite(double decay) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> WeightDecay.ofAll(decay));
    assertEquals(
        "weight decay: decay is " + decay + "; it must be at least 0 and finite", e.getMessage());
  }

  @Test
  void refusesRangesThatOverlapOrGoBack() {
    List<WeightRange> ranges = List.of(new WeightRange(4, 3), new WeightRange(6, 2));
    Exception e = assertThrows(IllegalArgumentException.class, () -> WeightDecay.of(1, ranges));
    assertEquals(
        "weight decay: WeightRange[offset=6, length=2] begins before the end of"
            + " WeightRange[offset=4, length=3]; ranges must ascend and must not overlap",
        e.getMessage());
  }

  @Test
  void refusesARangeBeyondTheWeights() {
    WeightDecay decay = WeightDecay.of(1, List.of(new WeightRange(1, 2)));
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> apply(decay, new float[2], 0, 0));
    assertEquals(
        "weight decay: WeightRange[offset=1, length=2] ends beyond the 2 weights", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "0, 0", "3, -1", "2147483647, 1"})
  void refusesAnImpossibleRange(int offset, int length) {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new WeightRange(offset, length));
    assertEquals(
        "weight range: offset "
            + offset
            + ", length "
            + length
            + "; the offset must be at least 0, the length at least 1, their sum below 2^31",
        e.getMessage());
  }
}

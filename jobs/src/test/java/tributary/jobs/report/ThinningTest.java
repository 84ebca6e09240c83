package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Long series get short, and what stands out stays. */
final class ThinningTest {
  private static Series series(double... values) {
    Series series = new Series();
    for (int i = 0; i < values.length; i++) {
      series.add(10L * i, values[i]);
    }
    return series;
  }

  private static Series wave(int size) {
    Series series = new Series();
    for (int i = 0; i < size; i++) {
      series.add(i, Math.sin(i * 0.01));
    }
    return series;
  }

  @Test
  void aShortSeriesStaysAsItIs() {
    Series series = wave(100);
    assertSame(series, Thinning.extremes(series, 100));
  }

  @Test
  void zerosAreNotMixedIntoTheMeanOfOthers() {
    Series smooth = Thinning.smoothedUpToZeros(series(2, 2, 0, 0, 8));
    assertEquals(5, smooth.size());
    assertEquals(2, smooth.value(1), 1e-12);
    assertEquals(0, smooth.value(2));
    assertEquals(8, smooth.value(4), 1e-12);
  }

  @Test
  void theOneSpikeOfALongSeriesIsKept() {
    Series series = wave(40_000);
    series.add(40_000, 99);
    series.add(40_001, -99);
    for (int i = 40_002; i < 100_000; i++) {
      series.add(i, 0);
    }
    Series thin = Thinning.extremes(series, 1500);
    assertTrue(thin.size() <= 1500 && thin.size() > 750, thin.size() + " points");
    boolean high = false;
    boolean low = false;
    long before = -1;
    for (int i = 0; i < thin.size(); i++) {
      high |= thin.step(i) == 40_000 && thin.value(i) == 99;
      low |= thin.step(i) == 40_001 && thin.value(i) == -99;
      assertTrue(thin.step(i) > before, "steps out of order at " + thin.step(i));
      before = thin.step(i);
    }
    assertTrue(high && low);
  }

  @Test
  void whatIsNotFiniteBecomesAGapAndNeverHidesAValue() {
    Series series = new Series();
    for (int i = 0; i < 1000; i++) {
      series.add(i, i < 500 ? Double.NaN : i);
    }
    Series thin = Thinning.extremes(series, 10);
    assertTrue(Double.isNaN(thin.value(0)));
    assertEquals(999, thin.value(thin.size() - 1));
    assertEquals(7, Thinning.extremes(series(Double.NaN, 7, Double.NaN, 7), 2).value(0));
  }

  @Test
  void fewerThanTwoPointsAreNoSeries() {
    assertThrows(IllegalArgumentException.class, () -> Thinning.extremes(wave(10), 1));
  }

  @Test
  void aConstantIsSmoothedToItselfFromTheFirstValueOn() {
    Series series = new Series();
    for (int i = 0; i < 500; i++) {
      series.add(i, i % 7 == 3 ? Double.NaN : 2.5);
    }
    Series smooth = Thinning.smoothed(series);
    for (int i = 0; i < smooth.size(); i++) {
      assertEquals(2.5, smooth.value(i), 1e-12);
    }
  }

  @Test
  void mediansAndLastValuesLookAtFiniteValuesOnly() {
    assertEquals(OptionalDouble.of(2), series(9, Double.NaN, 1, 2).median());
    assertEquals(OptionalDouble.of(1.5), series(1, 2).median());
    assertEquals(OptionalDouble.of(3), series(1, 3, Double.POSITIVE_INFINITY).last());
    assertEquals(OptionalDouble.empty(), series(Double.NaN).median());
    assertEquals(OptionalDouble.empty(), series().last());
  }

  @Test
  void cuttingForgetsTheStepAndAllAfterIt() {
    Series series = series(1, 2, 3, 4);
    series.cutFrom(20);
    assertEquals(2, series.size());
    series.add(20, 30);
    assertEquals(OptionalDouble.of(30), series.last());
  }
}

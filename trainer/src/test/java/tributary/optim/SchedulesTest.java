package tributary.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchedulesTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;

  /** Each with a peak of 0.5. */
  static List<Schedule> schedules() {
    return List.of(
        Schedules.constant(0.5),
        Schedules.step(0.5, 0.1, 100),
        Schedules.exponential(0.5, 0.5, 100),
        Schedules.cosine(0.5, 0, 1000),
        Schedules.cosine(0.5, 0.5, 1000),
        Schedules.warmup(100, Schedules.constant(0.5)),
        Schedules.warmup(1, Schedules.cosine(0.5, 0.01, 1000)),
        Schedules.oneCycle(0.5, 1000),
        Schedules.oneCycle(0.5, 1),
        Schedules.oneCycle(0.5, 2),
        Schedules.oneCycle(0.5, 3, 0.9, 1, 1),
        Schedules.warmup(50, Schedules.oneCycle(0.5, 100, 0.5, 10, 100)));
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void neverNegativeNeverAboveThePeakAndTheSameEachTime(Schedule schedule) {
    for (long step = 0; step < 3000; step++) {
      double rate = schedule.at(step);
      assertTrue(rate >= 0 && rate <= 0.5 * (1 + 1e-15), schedule + " at " + step + ": " + rate);
      assertEquals(rate, schedule.at(step));
    }
    double end = schedule.at(Long.MAX_VALUE);
    assertTrue(end >= 0 && end <= 0.5, schedule + " at the end of time: " + end);
  }

  /** No step may change the rate by more than the steepest part of the formula does. */
  @Test
  void smoothSchedulesHaveNoJumps() {
    assertNoJumps(Schedules.exponential(0.5, 0.5, 100), 0.5 * Math.log(2) / 100);
    assertNoJumps(Schedules.cosine(0.5, 0.1, 400), 0.4 * Math.PI / 2 / 400);
    assertNoJumps(Schedules.warmup(100, Schedules.constant(0.5)), 0.5 / 101);
    assertNoJumps(Schedules.warmup(100, Schedules.cosine(0.5, 0, 400)), 0.5 / 101);
    assertNoJumps(Schedules.oneCycle(0.5, 1000), 0.48 * Math.PI / 2 / 299);
    assertNoJumps(Schedules.oneCycle(0.5, 1001, 0.333, 10, 100), 0.45 * Math.PI / 2 / 332);
  }

  private static void assertNoJumps(Schedule schedule, double steepest) {
    for (long step = 0; step < 2000; step++) {
      double change = Math.abs(schedule.at(step + 1) - schedule.at(step));
      assertTrue(change <= steepest * (1 + 1e-9), schedule + " jumps by " + change + " at " + step);
    }
  }

  @Test
  void stepDropsExactlyWhereItSays() {
    Schedule schedule = Schedules.step(8, 0.5, 10);
    assertEquals(8, schedule.at(9));
    assertEquals(4, schedule.at(10));
    assertEquals(4, schedule.at(19));
    assertEquals(2, schedule.at(20));
  }

  @Test
  void exponentialMeetsStepAtItsDrops() {
    Schedule smooth = Schedules.exponential(8, 0.5, 10);
    Schedule stairs = Schedules.step(8, 0.5, 10);
    for (long step = 0; step < 100; step += 10) {
      assertEquals(stairs.at(step), smooth.at(step));
    }
    Cases.assertClose(8 * Math.sqrt(0.5), smooth.at(5), 1e-15, "half way");
  }

  @Test
  void cosineGoesFromRateThroughTheMiddleToTheFloorAndStays() {
    Schedule schedule = Schedules.cosine(1, 0.2, 100);
    assertEquals(1, schedule.at(0));
    Cases.assertClose(0.6, schedule.at(50), 1e-15, "middle");
    assertEquals(0.2, schedule.at(100));
    assertEquals(0.2, schedule.at(101));
  }

  @Test
  void warmupClimbsStraightToTheFirstRateOfTheOther() {
    Schedule schedule = Schedules.warmup(3, Schedules.step(8, 0.5, 2));
    assertEquals(2, schedule.at(0));
    assertEquals(4, schedule.at(1));
    assertEquals(6, schedule.at(2));
    assertEquals(8, schedule.at(3));
    assertEquals(8, schedule.at(4));
    assertEquals(4, schedule.at(5));
  }

  @Test
  void oneCycleClimbsPeaksAndLands() {
    Schedule schedule = Schedules.oneCycle(1, 101, 0.5, 10, 1000);
    assertEquals(0.1, schedule.at(0), 1e-15);
    assertTrue(schedule.at(48) < schedule.at(49) && schedule.at(51) < schedule.at(50));
    assertEquals(0.001, schedule.at(100));
    assertEquals(0.001, schedule.at(5000));
    for (long step = 1; step < 50; step++) {
      assertTrue(schedule.at(step) > schedule.at(step - 1), "climbs at " + step);
      assertTrue(schedule.at(50 + step) < schedule.at(49 + step), "falls at " + (50 + step));
    }
  }

  @Test
  void aRunOfOneStepTakesTheLastRate() {
    assertEquals(0.5 / 250_000, Schedules.oneCycle(0.5, 1).at(0));
  }

  @Test
  void eachPrintsItsFormula() {
    assertEquals("0.1", Schedules.constant(0.1).toString());
    assertEquals("0.1 * 0.5^floor(step/1000)", Schedules.step(0.1, 0.5, 1000).toString());
    assertEquals("0.1 * 0.5^(step/1000)", Schedules.exponential(0.1, 0.5, 1000).toString());
    assertEquals(
        "0.01 + (0.1 - 0.01) * (1 + cos(pi * min(step, 500)/500))/2",
        Schedules.cosine(0.1, 0.01, 500).toString());
    assertEquals(
        "0.1 * (step + 1)/11 while step < 10, then with step - 10: 0.1 * 0.5^floor(step/2)",
        Schedules.warmup(10, Schedules.step(0.1, 0.5, 2)).toString());
    assertEquals(
        "0.5 + (0.25 - 0.5) * (1 + cos(pi * step/49.0))/2 while step < 49.0, then"
            + " 0.125 + (0.5 - 0.125) * (1 + cos(pi * min(step - 49.0, 50.0)/50.0))/2",
        Schedules.oneCycle(0.5, 100, 0.5, 2, 4).toString());
  }

  @Test
  void refusesWhatMakesNoSense() {
    for (double rate : new double[] {0, -1, NAN, INF, 1e39}) {
      String end = " is " + rate + "; it must be finite and above 0";
      assertRefused(() -> Schedules.constant(rate), "schedule constant: rate" + end);
      assertRefused(() -> Schedules.step(rate, 1, 1), "schedule step: rate" + end);
      assertRefused(() -> Schedules.exponential(rate, 1, 1), "schedule exponential: rate" + end);
      assertRefused(() -> Schedules.cosine(rate, 0, 1), "schedule cosine: rate" + end);
      assertRefused(() -> Schedules.oneCycle(rate, 1), "schedule one-cycle: peak" + end);
    }
    for (double factor : new double[] {0, -0.5, 1.01, NAN}) {
      String end = ": factor is " + factor + "; it must be above 0 and at most 1";
      assertRefused(() -> Schedules.step(1, factor, 1), "schedule step" + end);
      assertRefused(() -> Schedules.exponential(1, factor, 1), "schedule exponential" + end);
    }
    for (double floor : new double[] {-0.1, 1.1, NAN}) {
      assertRefused(
          () -> Schedules.cosine(1, floor, 1),
          "schedule cosine: floor is " + floor + "; it must be between 0 and the rate 1.0");
    }
    for (double climb : new double[] {0, 1, -1, NAN}) {
      assertRefused(
          () -> Schedules.oneCycle(1, 10, climb, 2, 2),
          "schedule one-cycle: climb is "
              + climb
              + "; it must be a fraction of the steps between 0 and 1");
    }
    for (double divisor : new double[] {0.9, -1, NAN, INF}) {
      String end = " is " + divisor + "; it must be at least 1 and finite";
      assertRefused(
          () -> Schedules.oneCycle(1, 10, 0.5, divisor, 2),
          "schedule one-cycle: startDivisor" + end);
      assertRefused(
          () -> Schedules.oneCycle(1, 10, 0.5, 2, divisor), "schedule one-cycle: endDivisor" + end);
    }
  }

  @Test
  void refusesFewerStepsThanOne() {
    for (long steps : new long[] {0, -1, Long.MIN_VALUE}) {
      String end = " is " + steps + "; it must be at least 1";
      assertRefused(() -> Schedules.step(1, 1, steps), "schedule step: every" + end);
      assertRefused(() -> Schedules.exponential(1, 1, steps), "schedule exponential: every" + end);
      assertRefused(() -> Schedules.cosine(1, 0, steps), "schedule cosine: steps" + end);
      assertRefused(() -> Schedules.oneCycle(1, steps), "schedule one-cycle: steps" + end);
      assertRefused(
          () -> Schedules.warmup(steps, Schedules.constant(1)), "schedule warm-up: steps" + end);
    }
  }

  private static void assertRefused(Executable making, String why) {
    assertEquals(why, assertThrows(IllegalArgumentException.class, making).getMessage());
  }
}

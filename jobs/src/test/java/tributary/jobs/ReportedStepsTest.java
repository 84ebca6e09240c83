package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import tributary.train.LayerHealth;
import tributary.train.StepId;
import tributary.train.StepReport;

/** Every so many steps and where layers were measured; the clip rate covers what lies between. */
final class ReportedStepsTest {
  private static final LayerHealth LAYER = new LayerHealth("a", 4, 1, 1, 1, Optional.empty());

  private static StepReport step(long number, boolean clipped, boolean measured) {
    return new StepReport(
        new StepId(number, 0, number),
        1,
        1,
        1,
        clipped,
        0.1,
        8,
        1_000,
        measured ? List.of(LAYER) : List.of());
  }

  @Test
  void everyThirdStepIsReportedWithTheShareOfClippedOnesSince() {
    ReportedSteps steps = new ReportedSteps(3);
    assertEquals(OptionalDouble.of(1), steps.clipRate(step(0, true, false)));
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(1, true, false)));
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(2, true, false)));
    assertEquals(OptionalDouble.of(2.0 / 3), steps.clipRate(step(3, false, false)));
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(4, true, false)));
    // Out of turn, as after a jump of the gradient.
    assertEquals(OptionalDouble.of(0.5), steps.clipRate(step(5, false, true)));
    assertEquals(OptionalDouble.of(0), steps.clipRate(step(6, false, false)));
  }

  @Test
  void aRunThatGoesOnCountsItsOwnStepsAlone() {
    ReportedSteps steps = new ReportedSteps(10);
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(19, true, false)));
    assertEquals(OptionalDouble.of(0.5), steps.clipRate(step(20, false, false)));
  }

  @Test
  void whoAsksForEpochsAloneIsToldNoStep() {
    ReportedSteps steps = new ReportedSteps(0);
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(0, true, false)));
    assertEquals(OptionalDouble.empty(), steps.clipRate(step(1, true, true)));
  }
}

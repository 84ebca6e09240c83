package tributary.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class TrainingConfigTest {
  private static final NonFinitePolicy SKIP =
      new NonFinitePolicy(NonFiniteReport.Action.SKIP, 3, 1);
  private static final TrainingConfig CONFIG = TrainingConfig.ofEpochs(3);

  @Test
  void withersChangeOneThingEach() {
    TrainingConfig all =
        CONFIG
            .withMaxSteps(7)
            .withValidationEvery(5)
            .withPatience(2, 0.25)
            .withKeepBest(false)
            .withCheckpointEvery(11)
            .withOnNonFinite(SKIP);
    assertEquals(new TrainingConfig(3, 7, 5, 2, 0.25, false, 11, SKIP), all);
    assertEquals(new TrainingConfig(3, 0, 0, 0, 0, true, 0, NonFinitePolicy.STOP), CONFIG);
  }

  @Test
  void refusesWhatMakesNoSense() {
    refused("epochs is 0; it must be at least 1", () -> TrainingConfig.ofEpochs(0));
    refused(
        "maxSteps is -1; it must be at least 1, or 0 for no limit", () -> CONFIG.withMaxSteps(-1));
    refused(
        "validateEverySteps is -2; it must be at least 1, or 0 for the end of each epoch",
        () -> CONFIG.withValidationEvery(-2));
    refused(
        "patience is -3; it must be at least 1, or 0 to never stop early",
        () -> CONFIG.withPatience(-3, 0));
    for (double delta : new double[] {-0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
      refused(
          "minDelta is " + delta + "; it must be at least 0 and finite",
          () -> CONFIG.withPatience(1, delta));
    }
    refused(
        "checkpointEverySteps is -4; it must be at least 1, or 0 for none",
        () -> CONFIG.withCheckpointEvery(-4));
  }

  private static void refused(String why, Executable making) {
    Exception e = assertThrows(IllegalArgumentException.class, making);
    assertEquals("training: " + why, e.getMessage());
  }
}

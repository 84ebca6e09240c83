package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Rows of epochs under their header. */
final class EpochTableTest {
  private static String table(RunOutline run, int columns, EpochRow... rows) {
    EpochTable table = EpochTable.of(run, columns);
    StringBuilder text = new StringBuilder(table.header());
    for (EpochRow row : rows) {
      text.append('\n').append(table.row(row));
    }
    return text.toString();
  }

  @Test
  void everyColumnOfARunThatHasThemAll() {
    assertEquals(
        """
        epoch     loss  validation      R²  gradient  clipped   dead  examples/s  elapsed
         1/20  0.18489     0.04134  0.9579     0.312     12 %    3 %      12,196     1:02
        20/20  0.18489     0.04134  0.9579     0.312     12 %    3 %      12,196     1:02\
        """,
        table(
            Standings.RUN, 120, Standings.row(Standings.RUN, 0), Standings.row(Standings.RUN, 19)));
  }

  @Test
  void columnsThatTheRunDoesNotHaveAreLeftOut() {
    assertEquals(
        """
        epoch     loss  gradient  examples/s  elapsed
         1/20  0.18489     0.312      12,196     1:02\
        """,
        table(Standings.BARE, 120, Standings.row(Standings.BARE, 0)));
  }

  @Test
  void eightyColumnsHoldThemCloser() {
    assertEquals(
        """
        epoch    loss validation     R² gradient clipped  dead examples/s elapsed
         1/20 0.18489    0.04134 0.9579    0.312    12 %   3 %     12,196    1:02\
        """,
        table(Standings.RUN, 80, Standings.row(Standings.RUN, 0)));
  }

  @Test
  void ofColumnsThatDoNotFitTheLeastImportantGoFirst() {
    assertEquals(
        """
        epoch    loss validation     R² elapsed
         1/20 0.18489    0.04134 0.9579    1:02\
        """,
        table(Standings.RUN, 40, Standings.row(Standings.RUN, 0)));
    assertEquals("epoch", EpochTable.of(Standings.RUN, 3).header());
  }

  @Test
  void rowsAreNoWiderThanTheTerminal() {
    for (int columns = 5; columns <= 200; columns++) {
      EpochTable table = EpochTable.of(Standings.RUN, columns);
      assertTrue(table.header().length() <= columns, table.header());
      assertTrue(table.row(Standings.row(Standings.RUN, 19)).length() <= columns);
    }
  }

  @Test
  void whatAnEpochDoesNotHaveIsADash() {
    EpochRow row =
        new EpochRow(
            Standings.RUN, 0, 0.5, Optional.empty(), 1, 0, OptionalDouble.empty(), 10, 1, 1);
    assertEquals(
        " 1/20  0.50000           –       –      1.00      0 %      –          10     0:01",
        EpochTable.of(Standings.RUN, 120).row(row));
  }
}

package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/** What the line says at which width. */
final class ProgressLineTest {
  private static String line(int columns) {
    return ProgressLine.of(Standings.of(Standings.RUN, 157), 0, columns).toString();
  }

  private static String bar(int done, int columns) {
    return "━".repeat(done) + "─".repeat(columns - done);
  }

  @Test
  void aWideTerminalShowsEverything() {
    assertEquals(
        "epoch  3/20  step   157/1,360  "
            + bar(4, 40)
            + "  loss 0.01834  R² 0.9741  41,020 examples/s  1:23 left"
            + "  gradient norm 0.312  clipped 12 %  dead 3 % ",
        line(200));
  }

  @Test
  void aNarrowTerminalShowsWhatMattersMost() {
    assertEquals("epoch  3/20  loss 0.01834", line(35));
    assertEquals("epoch  3/20  " + bar(1, 13) + "  loss 0.01834", line(40));
    assertEquals("epoch  3/20  " + bar(2, 21) + "  loss 0.01834  R² 0.9741  1:23 left", line(70));
    assertEquals("epoch  3/20", line(12));
    assertEquals("epoch", line(5));
  }

  @Test
  void ofWhatDoesNotFitTheLeastImportantGoesFirst() {
    List<String> byImportance =
        List.of(
            "epoch ",
            "loss ",
            "─",
            " left",
            "R² ",
            "step ",
            "examples/s",
            "gradient norm ",
            "clipped ",
            "dead ");
    for (int columns = 11; columns <= 200; columns++) {
      String line = line(columns);
      long shown = byImportance.stream().filter(line::contains).count();
      for (int i = 0; i < byImportance.size(); i++) {
        assertEquals(
            i < shown, line.contains(byImportance.get(i)), byImportance.get(i) + " in " + line);
      }
    }
  }

  @Test
  void itNeverTakesMoreThanThereIs() {
    for (int columns = 1; columns <= 200; columns++) {
      AttributedString line = ProgressLine.of(Standings.of(Standings.RUN, 157), 0, columns);
      assertTrue(line.columnLength() <= columns, columns + ": " + line);
    }
  }

  @Test
  void numbersThatGrowDoNotMoveTheRest() {
    for (int columns : new int[] {40, 80, 120, 200}) {
      int place = line(columns).indexOf("loss");
      for (long steps : new long[] {1, 99, 1000, 1360}) {
        Standing standing = Standings.of(Standings.RUN, steps);
        assertEquals(place, ProgressLine.of(standing, 0, columns).toString().indexOf("loss"));
      }
    }
  }

  @Test
  void theBarIsEmptyAtFirstAndFullAtLast() {
    String first = ProgressLine.of(Standing.before(Standings.RUN, 0, 0), 0, 80).toString();
    assertEquals("epoch  1/20  step     0/1,360  " + bar(0, 40), first);
    String last = ProgressLine.of(Standings.of(Standings.RUN, 1360), 0, 200).toString();
    assertTrue(last.contains(bar(40, 40)), last);
  }

  @Test
  void aResumedRunBeginsWhereItIs() {
    String line = ProgressLine.of(Standing.before(Standings.RUN, 680, 10), 0, 80).toString();
    assertEquals("epoch 11/20  step   680/1,360  " + bar(20, 40), line);
  }

  @Test
  void whatTheRunDoesNotHaveIsLeftOut() {
    String line = ProgressLine.of(Standings.of(Standings.BARE, 157), 0, 200).toString();
    for (String absent : List.of("R²", "accuracy", "clipped", "dead")) {
      assertFalse(line.contains(absent), line);
    }
  }

  @Test
  void theTimeLeftGoesOnWithinAStepAndEndsAtNought() {
    Standing standing = Standings.of(Standings.RUN, 157);
    assertTrue(ProgressLine.of(standing, 23, 200).toString().contains(" 1:00 left"));
    assertTrue(ProgressLine.of(standing, 500, 200).toString().contains(" 0:00 left"));
  }

  @Test
  void numbersOfAnySizeFit() {
    Standing standing =
        new Standing(
            new RunOutline(1_000_000, 5_000_000_000L, Optional.of("accuracy"), true, true),
            4_999_999_999L,
            999_999,
            Optional.of(new Standing.Recent(Double.NaN, 1.2345e30, 1, 98_765_432.1)),
            Optional.empty(),
            OptionalDouble.of(0.0001),
            OptionalDouble.of(1e6));
    String line = ProgressLine.of(standing, 0, 250).toString();
    for (String part :
        List.of(
            "epoch 1,000,000/1,000,000",
            "step 4,999,999,999/5,000,000,000",
            "loss NaN",
            "98,765,432 examples/s",
            "277:46:40 left",
            "gradient norm 1.23e+30",
            "clipped 100 %",
            "dead <1 %")) {
      assertTrue(line.contains(part), part + " in " + line);
    }
  }
}

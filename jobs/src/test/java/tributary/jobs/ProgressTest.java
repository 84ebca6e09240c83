package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.train.Alarm;
import tributary.train.EpochReport;
import tributary.train.NonFiniteReport;
import tributary.train.StepId;
import tributary.train.StepReport;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;
import tributary.train.UnitsReport;
import tributary.train.UnitsReport.DeadUnits;
import tributary.train.ValidationReport;

/** What a run's events become on the console, by a clock that only the test moves. */
final class ProgressTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int STEPS_PER_EPOCH = 68;

  private final StringWriter text = new StringWriter();
  private final StepTimer timer = new StepTimer();
  private long now = 5 * SECOND;

  private Progress plain(RunOutline run) {
    Console console = new Console(new PrintWriter(text));
    return new Progress(run, new PlainProgress(console, 10, () -> now), timer, () -> now);
  }

  private Progress live(RunOutline run) {
    LiveProgress view =
        new LiveProgress(
            new PrintWriter(text), Optional.empty(), Standing.before(run, 0, 0), () -> now);
    return new Progress(run, view, timer, () -> now);
  }

  private List<String> lines() {
    return text.toString().lines().toList();
  }

  private List<String> lines(String label) {
    return lines().stream().filter(line -> line.startsWith(label + " ")).toList();
  }

  private static StepReport step(long number, boolean clipped) {
    StepId id = new StepId(number, (int) (number / STEPS_PER_EPOCH), number % STEPS_PER_EPOCH);
    double norm = clipped ? 2 : 0.5;
    return new StepReport(
        id, 0.25, norm, Math.min(norm, 1), clipped, 0.1, 512, SECOND / 100, List.of());
  }

  private static EpochReport epoch(int number, boolean validated) {
    return new EpochReport(
        number,
        (number + 1L) * STEPS_PER_EPOCH,
        0.18489,
        validated ? Optional.of(Standings.evaluation(0.04134, 0.9579)) : Optional.empty(),
        12196,
        7.4,
        55,
        TimeLedger.NONE);
  }

  private static Alarm alarm(boolean raised) {
    return new Alarm(
        Alarm.Kind.DEAD_UNITS,
        Optional.of("layers.1"),
        67,
        0,
        raised,
        0.5,
        raised ? "layers.1: 50 % of its units are dead" : "layers.1: its units are back");
  }

  /** Steps a tenth of a second apart, every fourth of them clipped. */
  private void steps(Progress progress, int from, int to) {
    for (int i = from; i < to; i++) {
      now += SECOND / 10;
      progress.onStep(step(i, i % 4 == 0));
    }
  }

  @Test
  void aPlainEpochHasOneLineWithEverything() {
    Progress progress = plain(Standings.RUN);
    steps(progress, 0, STEPS_PER_EPOCH);
    progress.onValidation(
        new ValidationReport(STEPS_PER_EPOCH, 0, Standings.evaluation(0.04134, 0.9579), true));
    progress.onUnits(
        new UnitsReport(67, 0, STEPS_PER_EPOCH, List.of(new DeadUnits("layers.1", 100, 3))));
    progress.onEpoch(epoch(0, true));
    progress.onEnd(TimeLedger.NONE);
    // 17 of 68 steps were clipped from norm 2, the others had norm 0.5: 0.875 on average.
    // 1,292 steps are left at ten a second.
    assertEquals(
        List.of(
            "step          1/1,360  epoch 1/20  loss 0.25000  gradient norm 2.00  clipped 100 %",
            "epoch         1/20  loss 0.18489  validation loss 0.04134 R² 0.9579"
                + "  gradient norm 0.875  clipped 25 %  dead 3 %  12,196 examples/s  2:09 left"),
        lines());
  }

  @Test
  void aPlainRunWithoutTheseThingsDoesNotSpeakOfThem() {
    Progress progress = plain(Standings.BARE);
    steps(progress, 0, STEPS_PER_EPOCH);
    progress.onEpoch(epoch(0, false));
    assertEquals(
        "epoch         1/20  loss 0.18489  gradient norm 0.875  12,196 examples/s  2:09 left",
        lines().get(1));
  }

  @Test
  void longEpochsHaveALineAtEveryInterval() {
    Progress progress = plain(Standings.RUN);
    steps(progress, 0, 680);
    // The first at once, then one after every ten seconds, which are a hundred steps.
    assertEquals(7, lines("step").size(), text.toString());
    assertEquals(
        "step          101/1,360  epoch 2/20  loss 0.25000  gradient norm 0.500  clipped 25 %"
            + "  51,200 examples/s  2:06 left",
        lines("step").get(1).replace("gradient norm 2.00", "gradient norm 0.500"));
    progress.onEpoch(epoch(9, true));
    steps(progress, 680, 779);
    assertEquals(7, lines("step").size(), "a row begins the interval anew");
  }

  @Test
  void manyShortEpochsDoNotFloodAndTheLastIsShown() {
    int epochs = 2000;
    Progress progress =
        plain(new RunOutline(epochs, 2000L * STEPS_PER_EPOCH, Optional.empty(), false, false));
    for (int i = 0; i < epochs; i++) {
      now += SECOND / 20;
      progress.onStep(step((long) i * STEPS_PER_EPOCH, false));
      progress.onEpoch(epoch(i, false));
    }
    progress.onEnd(TimeLedger.NONE);
    List<String> rows = lines("epoch");
    // A hundred seconds, and what a short run may show at once.
    assertTrue(rows.size() >= 100 && rows.size() <= 132, rows.size() + " rows");
    assertTrue(rows.get(rows.size() - 1).contains(" 2000/2000 "), rows.get(rows.size() - 1));
    for (int i = 0; i < 20; i++) {
      assertTrue(
          rows.get(i).contains(" " + (i + 1) + "/2000 "), "a short run shows all its epochs");
    }
  }

  @Test
  void whereTheTimeGoesIsToldOnceTheRunIsWarm() {
    timer.addScheduling(62);
    timer.addCompute(21);
    timer.addBroadcast(17);
    Progress progress = plain(Standings.RUN);
    steps(progress, 0, 199);
    assertEquals(List.of(), lines("time"));
    steps(progress, 199, 600);
    assertEquals(
        List.of(
            "time          scheduling 62 %, compute 21 %, broadcast 17 %;"
                + " 62 % of the step is Spark's scheduling and messages: raise training.batchSize,"
                + " or leave execution at auto"),
        lines("time"));
  }

  @Test
  void alarmsAndStepsThatWereNotFiniteHaveLines() {
    Progress progress = plain(Standings.RUN);
    progress.onAlarm(alarm(true));
    progress.onAlarm(alarm(false));
    for (NonFiniteReport.Action action : NonFiniteReport.Action.values()) {
      progress.onNonFinite(
          new NonFiniteReport(
              new StepId(119, 1, 51),
              "loss became NaN",
              Double.NaN,
              0.1,
              Optional.empty(),
              action));
    }
    assertEquals(
        List.of(
            "⚠ alarm       layers.1: 50 % of its units are dead",
            "✓ cleared     layers.1: its units are back",
            "⚠ skipped     step 120, epoch 2: loss became NaN; the weights stay as they were",
            "⚠ rolled back step 120, epoch 2: loss became NaN; the last good weights are back,"
                + " with a smaller learning rate"),
        lines());
  }

  @Test
  void thousandsOfSkippedStepsDoNotFlood() {
    Progress progress = plain(Standings.RUN);
    for (int i = 0; i < 5000; i++) {
      progress.onNonFinite(
          new NonFiniteReport(
              new StepId(i, 0, i),
              "loss became NaN",
              Double.NaN,
              0.1,
              Optional.empty(),
              NonFiniteReport.Action.SKIP));
    }
    assertTrue(lines().size() <= 30, lines().size() + " lines");
  }

  @Test
  void plainLinesHaveNoControlCharacters() {
    Progress progress = plain(Standings.RUN);
    steps(progress, 0, STEPS_PER_EPOCH);
    progress.onAlarm(alarm(true));
    progress.onEpoch(epoch(0, true));
    progress.onEnd(TimeLedger.NONE);
    assertTrue(text.toString().chars().allMatch(c -> c >= ' ' || c == '\n'), text.toString());
  }

  @Test
  void liveRowsStandUnderOneHeaderWithAlarmsBetweenAndTheLineIsGoneAtTheEnd() {
    Progress progress = live(Standings.RUN);
    steps(progress, 0, STEPS_PER_EPOCH);
    progress.onEpoch(epoch(0, true));
    progress.onAlarm(alarm(true));
    steps(progress, STEPS_PER_EPOCH, 2 * STEPS_PER_EPOCH);
    progress.onEpoch(epoch(1, true));
    progress.onEnd(TimeLedger.NONE);
    progress.close();
    assertEquals(
        List.of(
            "epoch    loss validation     R² gradient clipped  dead examples/s elapsed",
            " 1/20 0.18489    0.04134 0.9579    0.875    25 %     –     12,196    0:07",
            "⚠ alarm       layers.1: 50 % of its units are dead",
            " 2/20 0.18489    0.04134 0.9579    0.875    25 %     –     12,196    0:07"),
        TerminalScreen.after(text.toString(), 80));
    assertTrue(text.toString().contains("step   136/1,360"), "the last drawing is up to date");
    assertFalse(text.toString().contains("\u001b[3"), "colours without a terminal");
  }
}

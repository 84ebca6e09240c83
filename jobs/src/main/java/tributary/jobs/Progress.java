package tributary.jobs;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tributary.jobs.ProgressView.Tone;
import tributary.jobs.config.ProgressKind;
import tributary.jobs.config.ReportConfig;
import tributary.train.Alarm;
import tributary.train.EpochReport;
import tributary.train.Evaluation;
import tributary.train.NonFiniteReport;
import tributary.train.StepReport;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;
import tributary.train.TrainingListener;
import tributary.train.UnitsReport;
import tributary.train.ValidationReport;

/** Follows a run and has it shown: where it stands, a row for each epoch, and what is odd. */
final class Progress implements TrainingListener, AutoCloseable {
  private static final double SECOND = 1e9;

  /** By then the JVM is warm, and a long run has most of its time still before it. */
  private static final double TIME_LINE_SECONDS = 20;

  /** Epochs that are over in no time do not drown the rest. */
  private static final int ROWS_AT_ONCE = 30;

  private final RunOutline run;
  private final ProgressView view;
  private final StepTimer timer;
  private final LongSupplier clock;
  private final long begin;
  private final long collectedBefore = StepTimer.garbageCollected();
  private final LineBudget rows;
  private final LineBudget notes;
  private StepMeter sinceRow = new StepMeter();
  private StepMeter ofEpoch = new StepMeter();
  private long made;
  private long firstMade;
  private Optional<Evaluation> validation = Optional.empty();
  private OptionalDouble deadShare = OptionalDouble.empty();
  private @Nullable EpochRow heldBack;
  private boolean timeTold;

  /**
   * @param timer knows where the time of the steps goes
   * @param clock nanoseconds from any beginning
   */
  Progress(RunOutline run, ProgressView view, StepTimer timer, LongSupplier clock) {
    this.run = run;
    this.view = view;
    this.timer = timer;
    this.clock = clock;
    this.begin = clock.getAsLong();
    this.rows = new LineBudget(ROWS_AT_ONCE, begin);
    this.notes = new LineBudget(ROWS_AT_ONCE, begin);
  }

  /** Begins to show a run, which stands at {@code standing}, in the way that is asked for. */
  static Progress begin(Standing standing, ReportConfig report, Console console, StepTimer timer) {
    Optional<Terminal> terminal =
        report.progress() == ProgressKind.PLAIN ? Optional.empty() : console.terminal();
    boolean live = terminal.isPresent() || report.progress() == ProgressKind.LIVE;
    ProgressView view =
        live
            ? new LiveProgress(console.writer(), terminal, standing, System::nanoTime)
            : new PlainProgress(console, report.everySeconds(), System::nanoTime);
    return new Progress(standing.run(), view, timer, System::nanoTime);
  }

  @Override
  public void onStep(StepReport report) {
    long now = clock.getAsLong();
    if (made == 0) {
      firstMade = now;
    }
    made++;
    sinceRow.add(report);
    ofEpoch.add(report);
    Standing standing =
        new Standing(
            run,
            report.step().number() + 1,
            report.step().epoch(),
            Optional.of(
                new Standing.Recent(
                    report.loss(),
                    report.gradientNorm(),
                    sinceRow.clipRate(),
                    sinceRow.examplesPerSecond())),
            validation,
            deadShare,
            secondsLeft(report.step().number() + 1, now));
    if (view.step(standing)) {
      sinceRow = new StepMeter();
    }
    if (!timeTold && (now - begin) / SECOND >= TIME_LINE_SECONDS) {
      timeTold = true;
      long collected = StepTimer.garbageCollected() - collectedBefore;
      view.line("time", TimeLine.of(timer.ledger(made, now - begin, collected)), Tone.NOTE);
    }
  }

  /** At the pace since the first step, which alone takes longer than many later ones. */
  private OptionalDouble secondsLeft(long steps, long now) {
    return made < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of((now - firstMade) / SECOND / (made - 1) * (run.steps() - steps));
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    boolean goesOn = report.action() != NonFiniteReport.Action.STOP;
    if (!goesOn || !notes.take(clock.getAsLong())) {
      return;
    }
    boolean skipped = report.action() == NonFiniteReport.Action.SKIP;
    view.line(
        skipped ? "⚠ skipped" : "⚠ rolled back",
        String.format(
            Locale.ROOT,
            "step %,d, epoch %d: %s; %s",
            report.step().number() + 1,
            report.step().epoch() + 1,
            report.describe(),
            skipped
                ? "the weights stay as they were"
                : "the last good weights are back, with a smaller learning rate"),
        Tone.WARNING);
  }

  @Override
  public void onValidation(ValidationReport report) {
    validation = Optional.of(report.evaluation());
  }

  @Override
  public void onUnits(UnitsReport report) {
    deadShare = OptionalDouble.of(report.deadShare());
  }

  @Override
  public void onAlarm(Alarm alarm) {
    boolean worst = alarm.kind() == Alarm.Kind.DIVERGENCE;
    if (alarm.raised()) {
      view.line("⚠ alarm", alarm.message(), worst ? Tone.ALARM : Tone.WARNING);
    } else {
      view.line("✓ cleared", alarm.message(), Tone.GOOD);
    }
  }

  @Override
  public void onEpoch(EpochReport report) {
    long now = clock.getAsLong();
    EpochRow row =
        new EpochRow(
            run,
            report.epoch(),
            report.trainLoss(),
            report.validation(),
            ofEpoch.meanGradientNorm(),
            ofEpoch.clipRate(),
            deadShare,
            report.examplesPerSecond(),
            report.secondsElapsed(),
            secondsLeft(report.steps(), now).orElse(report.secondsLeft()));
    ofEpoch = new StepMeter();
    if (rows.take(now)) {
      show(row);
    } else {
      heldBack = row;
    }
  }

  private void show(EpochRow row) {
    heldBack = null;
    sinceRow = new StepMeter();
    view.epoch(row);
  }

  /** The last row is never left out. */
  @Override
  public void onEnd(TimeLedger ledger) {
    if (heldBack != null) {
      show(heldBack);
    }
    view.close();
  }

  /** For a run that did not even begin. */
  @Override
  public void close() {
    view.close();
  }
}

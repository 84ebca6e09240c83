package tributary.train;

/** The clock of a run: how long this process took, and for what. Changes no result. */
final class Pace {
  private static final double SECOND = 1e9;

  private final StepTimer timer;
  private final long begin = System.nanoTime();
  private final long collectedBefore = StepTimer.garbageCollected();
  private TimeLedger epochBegan = TimeLedger.NONE;
  private long steps;
  private long examples;
  private long stepNanos;
  private long evaluateNanos;
  private long epochExamples;
  private long epochNanos;

  Pace(StepTimer timer) {
    this.timer = timer;
  }

  void stepped(StepReport report) {
    steps++;
    examples += report.examples();
    stepNanos += report.nanos();
    epochExamples += report.examples();
    epochNanos += report.nanos();
  }

  void evaluated(long nanos) {
    evaluateNanos += nanos;
    timer.addEvaluation(nanos);
  }

  long examples() {
    return examples;
  }

  double trainSeconds() {
    return stepNanos / SECOND;
  }

  double evaluateSeconds() {
    return evaluateNanos / SECOND;
  }

  TimeLedger ledger() {
    return timer.ledger(
        steps, System.nanoTime() - begin, StepTimer.garbageCollected() - collectedBefore);
  }

  /** Ends the epoch for the ledger: what comes next counts for the next one. */
  EpochReport epochReport(TrainingState state, int epoch, long totalSteps) {
    TimeLedger now = ledger();
    TimeLedger ofEpoch = now.minus(epochBegan);
    epochBegan = now;
    double examplesPerSecond = epochExamples / (Math.max(1, epochNanos) / SECOND);
    epochExamples = 0;
    epochNanos = 0;
    double elapsed = (System.nanoTime() - begin) / SECOND;
    return new EpochReport(
        epoch,
        state.step(),
        state.epoch().meanLoss(),
        state.latest(),
        examplesPerSecond,
        elapsed,
        elapsed / Math.max(1, steps) * (totalSteps - state.step()),
        ofEpoch);
  }
}

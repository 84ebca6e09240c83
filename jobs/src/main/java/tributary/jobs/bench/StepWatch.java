package tributary.jobs.bench;

import tributary.train.StepReport;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;
import tributary.train.TrainingListener;

/** Times a training's steps behind the first few, until enough time has gone by. */
final class StepWatch implements TrainingListener {
  private static final double SECOND = 1e9;

  private final StepTimer timer;
  private final long warmUp;
  private final double seconds;
  private long steps;
  private long examples;
  private long begin;
  private long end;
  private TimeLedger before = TimeLedger.NONE;

  /**
   * @param timer the training loop's own
   * @param warmUp how many steps do not count
   */
  StepWatch(StepTimer timer, long warmUp, double seconds) {
    this.timer = timer;
    this.warmUp = warmUp;
    this.seconds = seconds;
  }

  @Override
  public void onStep(StepReport report) {
    steps++;
    end = System.nanoTime();
    if (steps > warmUp) {
      examples += report.examples();
    } else if (steps == warmUp) {
      begin = end;
      before = timer.ledger(0, 0, 0);
    }
  }

  boolean enough() {
    return steps > warmUp && end - begin >= seconds * SECOND;
  }

  StepCost cost() {
    long counted = steps - warmUp;
    TimeLedger ledger = timer.ledger(counted, 0, 0).minus(before);
    return new StepCost(counted, examples, (end - begin) / SECOND, ledger);
  }
}

package tributary.jobs.bench;

import tributary.train.TimeLedger;

/**
 * What some steps of a training took.
 *
 * @param examples used in all
 * @param seconds from the first of them to the end of the last, everything between them included
 * @param ledger where the time went
 */
record StepCost(long steps, long examples, double seconds, TimeLedger ledger) {
  double examplesPerSecond() {
    return examples / seconds;
  }

  double millis() {
    return 1e3 * seconds / steps;
  }

  /** Of the tasks' own arithmetic, the mean over the tasks. */
  double computeMillis() {
    return 1e3 * ledger.compute() / steps;
  }

  /** How much longer the slowest task's arithmetic took. */
  double waitingMillis() {
    return 1e3 * ledger.waiting() / steps;
  }

  double overheadMillis() {
    return millis() - computeMillis();
  }
}

package tributary.train;

/**
 * Where the time of some steps went, in seconds. The parts add up to the whole; garbage collection
 * lies within them.
 *
 * @param scheduling what Spark took to launch the tasks, or to wake them, and to bring their
 *     results: what is left of the time until the last of them was there
 * @param broadcast the weights' way to the tasks
 * @param compute the tasks' own arithmetic, the mean over the tasks
 * @param waiting how much longer the slowest task's arithmetic took
 * @param aggregation adding the partial sums, behind the tasks
 * @param update checks, division and optimizer on the driver
 * @param evaluation measuring the validation rows
 * @param other what is left: listeners, checkpoints, the loop itself
 * @param garbageCollection pauses of the driver, and of the slowest executor
 */
public record TimeLedger(
    long steps,
    double scheduling,
    double broadcast,
    double compute,
    double waiting,
    double aggregation,
    double update,
    double evaluation,
    double other,
    double garbageCollection) {
  /** No steps yet. */
  public static final TimeLedger NONE = new TimeLedger(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  private static final double WORTH_SAYING = 0.1;

  /** The whole, evaluation and all. */
  public double total() {
    return stepSeconds() + evaluation + other;
  }

  /** Of the steps alone, from asking for the gradient to the new weights. */
  public double stepSeconds() {
    return scheduling + broadcast + compute + waiting + aggregation + update;
  }

  /** What was added since {@code earlier}. */
  public TimeLedger minus(TimeLedger earlier) {
    return new TimeLedger(
        steps - earlier.steps,
        scheduling - earlier.scheduling,
        broadcast - earlier.broadcast,
        compute - earlier.compute,
        waiting - earlier.waiting,
        aggregation - earlier.aggregation,
        update - earlier.update,
        evaluation - earlier.evaluation,
        other - earlier.other,
        garbageCollection - earlier.garbageCollection);
  }

  /** One sentence: what takes the most, and what to do about it. */
  public String verdict() {
    double step = stepSeconds();
    if (steps == 0 || !(step > 0)) {
      return "no step was made";
    }
    if (garbageCollection > WORTH_SAYING * total()) {
      return percent(garbageCollection, total())
          + " of the time is garbage collection: give the driver and the executors more memory"
          + " (--driver-memory, --executor-memory)";
    }
    if (evaluation > step) {
      return percent(evaluation, total())
          + " of the time is evaluation: raise training.validateEverySteps";
    }
    double most =
        Math.max(
            Math.max(Math.max(scheduling, broadcast), Math.max(compute, waiting)),
            Math.max(aggregation, update));
    String share = percent(most, step) + " of the step is ";
    if (most == compute) {
      return share + "the network's arithmetic: more cores or executors would make it faster";
    }
    if (most == scheduling) {
      return share
          + "Spark's scheduling and messages: raise training.batchSize, or leave execution at auto";
    }
    if (most == broadcast) {
      return share + "the weights' way to the executors: raise training.batchSize";
    }
    if (most == waiting) {
      return share + "waiting for the slowest task: look for a busy or slower executor";
    }
    return most == aggregation
        ? share + "adding the gradients up: raise training.batchSize, or set fewer shards"
        : share + "the optimizer on the driver: raise training.batchSize";
  }

  private static String percent(double part, double whole) {
    return Math.round(100 * part / whole) + " %";
  }
}

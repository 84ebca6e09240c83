package tributary.optim;

/**
 * How the learning rate goes over a run, before it is known how many steps that has.
 *
 * @param warmupSteps steps of a straight climb to the first rate; 0 for none
 * @param warmupEpochs the same in epochs, of which parts are allowed
 * @param every epochs after which step and exponential have multiplied the rate by {@code factor}
 * @param floor the rate that cosine ends at
 * @param climb the part of the run that oneCycle rises for
 * @param startDivisor oneCycle begins at learningRate / startDivisor
 * @param endDivisor oneCycle ends at learningRate / endDivisor
 */
public record ScheduleConfig(
    ScheduleKind kind,
    int warmupSteps,
    double warmupEpochs,
    double every,
    double factor,
    double floor,
    double climb,
    double startDivisor,
    double endDivisor) {
  /** A constant rate; what the other kinds would read has its usual values. */
  public static ScheduleConfig constant() {
    return new ScheduleConfig(ScheduleKind.CONSTANT, 0, 0, 1, 0.5, 0, 0.3, 25, 250_000);
  }

  /**
   * The schedule of a run.
   *
   * @param learningRate its largest rate
   * @param stepsPerEpoch how many steps an epoch has
   * @param steps how many the whole run has
   */
  public Schedule toSchedule(double learningRate, long stepsPerEpoch, long steps) {
    long warmup = warmupSteps > 0 ? warmupSteps : Math.round(warmupEpochs * stepsPerEpoch);
    long rest = Math.max(1, steps - warmup);
    long decay = Math.max(1, Math.round(every * stepsPerEpoch));
    Schedule schedule =
        switch (kind) {
          case CONSTANT -> Schedules.constant(learningRate);
          case STEP -> Schedules.step(learningRate, factor, decay);
          case EXPONENTIAL -> Schedules.exponential(learningRate, factor, decay);
          case COSINE -> Schedules.cosine(learningRate, floor, rest);
          case ONE_CYCLE ->
              Schedules.oneCycle(learningRate, steps, climb, startDivisor, endDivisor);
        };
    return warmup > 0 ? Schedules.warmup(warmup, schedule) : schedule;
  }
}

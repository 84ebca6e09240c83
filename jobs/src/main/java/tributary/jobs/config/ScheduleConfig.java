package tributary.jobs.config;

/**
 * The section {@code training.schedule}: how the learning rate goes over the run.
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
  static ScheduleConfig read(Section in) {
    ValueReader<Double> divisor = ValueReader.number(Range.atLeast(1));
    ScheduleConfig config =
        new ScheduleConfig(
            in.get("kind", ValueReader.choice(ScheduleKind.class)),
            in.integer("warmupSteps", 0),
            in.get("warmupEpochs", ValueReader.number(Range.atLeast(0))),
            in.get("every", ValueReader.number(Range.above(0))),
            in.get("factor", ValueReader.number(Range.share())),
            in.get("floor", ValueReader.number(Range.atLeast(0))),
            in.get("climb", ValueReader.number(new Range(0, false, 1, false))),
            in.get("startDivisor", divisor),
            in.get("endDivisor", divisor));
    in.done();
    return config;
  }
}

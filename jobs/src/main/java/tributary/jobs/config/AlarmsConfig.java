package tributary.jobs.config;

import tributary.train.AlarmConfig;

/** The section {@code health.alarms}; {@link AlarmConfig} says what each means. */
public record AlarmsConfig(
    double deadShare,
    double vanishingRatio,
    double explodingFactor,
    double clipRate,
    int plateauSteps,
    double spikeSigmas) {
  static AlarmsConfig read(Section in) {
    ValueReader<Double> share = ValueReader.number(Range.share());
    AlarmsConfig config =
        new AlarmsConfig(
            in.get("deadShare", share),
            in.get("vanishingRatio", share),
            in.get("explodingFactor", ValueReader.number(Range.above(1))),
            in.get("clipRate", share),
            in.integer("plateauSteps", 10),
            in.get("spikeSigmas", ValueReader.number(Range.above(1))));
    in.done();
    return config;
  }

  public AlarmConfig toAlarmConfig() {
    return new AlarmConfig(
        deadShare, vanishingRatio, explodingFactor, clipRate, plateauSteps, spikeSigmas);
  }
}

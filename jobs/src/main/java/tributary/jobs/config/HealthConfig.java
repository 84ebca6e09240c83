package tributary.jobs.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The section {@code health}.
 *
 * @param enabled whether layers and units are watched at all
 * @param window steps over which a unit must never be active to count as dead; empty for an epoch
 * @param histograms steps between histograms of weights and gradients, 0 for none; empty for an
 *     epoch
 */
public record HealthConfig(
    boolean enabled, OptionalInt window, OptionalInt histograms, AlarmsConfig alarms) {
  static HealthConfig read(Section in) {
    ValueReader<Long> steps = ValueReader.wholeNumber(1, Integer.MAX_VALUE);
    Optional<Long> window = in.get("window", steps.or("epoch"));
    HealthConfig config =
        new HealthConfig(
            in.get("enabled", ValueReader.flag()),
            RunConfig.optionalInt(window),
            RunConfig.optionalInt(in.get("histograms", steps.orElse("off", 0L).or("epoch"))),
            AlarmsConfig.read(in.section("alarms")));
    in.done();
    return config;
  }
}

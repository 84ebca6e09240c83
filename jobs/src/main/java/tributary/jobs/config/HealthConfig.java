package tributary.jobs.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The section {@code health}.
 *
 * @param enabled whether layers and units are watched at all
 * @param window steps over which a unit must never be active to count as dead; empty for an epoch
 */
public record HealthConfig(boolean enabled, OptionalInt window) {
  static HealthConfig read(Section in) {
    Optional<Long> window =
        in.get("window", ValueReader.wholeNumber(1, Integer.MAX_VALUE).or("epoch"));
    HealthConfig config =
        new HealthConfig(in.get("enabled", ValueReader.flag()), RunConfig.optionalInt(window));
    in.done();
    return config;
  }
}

package tributary.jobs;

import java.util.Optional;

/**
 * What is known of a run before it begins.
 *
 * @param steps of the whole run, if nothing ends it early
 * @param metric what {@link Headline} calls the validation's figure; empty without a validation
 * @param clips whether gradients can be clipped
 * @param canDie whether units can die, and are watched
 */
record RunOutline(int epochs, long steps, Optional<String> metric, boolean clips, boolean canDie) {}

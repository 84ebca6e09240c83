/**
 * What a run is to do, as typed values: HOCON in, immutable records out, every problem at once.
 *
 * <p>Start at {@link tributary.jobs.config.RunConfig#load}; the keys, their defaults and their
 * meaning stand in the resource {@code tributary/reference.conf}. This room must not know Spark: a
 * run that a check of its configuration can refuse never starts a cluster.
 */
@NullMarked
package tributary.jobs.config;

import org.jspecify.annotations.NullMarked;

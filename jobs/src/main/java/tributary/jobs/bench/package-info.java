/**
 * The benchmark: what training, prediction and memory cost, beside peers that are measured in the
 * same run, turn by turn.
 *
 * <p>Everything that trains here goes through the library's public doors. Peers that are no part of
 * the product come through {@link tributary.jobs.bench.NativePeer}.
 */
@NullMarked
package tributary.jobs.bench;

import org.jspecify.annotations.NullMarked;

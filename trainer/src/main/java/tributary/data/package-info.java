/**
 * What is fed to a network: packed rows, the shards they are kept in, and which of them a step
 * uses.
 *
 * <p>Start at {@link tributary.data.Shard} and {@link tributary.data.BatchSampler}. This room must
 * not know Spark, files or networks; everything in it is a plain value or a pure function.
 */
@NullMarked
package tributary.data;

import org.jspecify.annotations.NullMarked;

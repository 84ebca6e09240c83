/**
 * The training loop and what it stands on: sources of gradients, sums that travel, stopping,
 * listeners and reports.
 *
 * <p>Start at {@link tributary.train.TrainingLoop} and {@link tributary.train.GradientSource}. This
 * room has never heard of Spark, Hadoop or files.
 */
@NullMarked
package tributary.train;

import org.jspecify.annotations.NullMarked;

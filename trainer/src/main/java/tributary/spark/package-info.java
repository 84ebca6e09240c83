/**
 * The distributed part: tables cut into cached shards, a step as a Spark job or by resident tasks,
 * the reduction in a fixed order, broadcasts.
 *
 * <p>Start at {@link tributary.spark.Shards} and {@link tributary.spark.AdaptiveGradientSource}.
 * Nothing outside this room talks to an RDD of shards. It must not know data frames ({@code
 * spark-sql}) or the {@code ml} room.
 */
@NullMarked
package tributary.spark;

import org.jspecify.annotations.NullMarked;

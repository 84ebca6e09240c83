/**
 * The distributed part: tables cut into cached shards, one Spark job per step, the reduction in a
 * fixed order, broadcasts.
 *
 * <p>Start at {@link tributary.spark.Shards} and {@link tributary.spark.SparkGradientSource}.
 * Nothing outside this room talks to an RDD of shards. It must not know data frames ({@code
 * spark-sql}) or the {@code ml} room.
 */
@NullMarked
package tributary.spark;

import org.jspecify.annotations.NullMarked;

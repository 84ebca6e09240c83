/**
 * How a gradient becomes an update: clipping, decay, momentum, Adam, schedules, and recipes made of
 * them.
 *
 * <p>This room sees flat arrays only: it must not know networks, data or Spark.
 */
@NullMarked
package tributary.optim;

import org.jspecify.annotations.NullMarked;

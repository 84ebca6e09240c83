/**
 * How a gradient becomes an update: clipping, decay, momentum, Adam, schedules, and recipes made of
 * them.
 *
 * <p>Start at {@link tributary.optim.Optimizers}, the recipes, and {@link
 * tributary.optim.Optimizer}, the chain they build; {@link tributary.optim.GradientTransform} is a
 * link of it. Nothing but {@link tributary.optim.OptimizerState} changes from step to step. This
 * room sees flat arrays only: it must not know networks, data or Spark.
 */
@NullMarked
package tributary.optim;

import org.jspecify.annotations.NullMarked;

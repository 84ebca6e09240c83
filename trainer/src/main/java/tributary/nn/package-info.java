/**
 * What a network is and does: layer descriptions, the forward pass, backpropagation, losses and
 * initialisation.
 *
 * <p>Start at {@link tributary.nn.NetworkSpec} (a value) and {@link tributary.nn.Network} (the
 * arithmetic, without state). This room must not know optimizers, training loops or Spark.
 */
@NullMarked
package tributary.nn;

import org.jspecify.annotations.NullMarked;

/**
 * Float32 kernels over flat arrays: matrix products and the few vector loops that everything else
 * stands on.
 *
 * <p>Start at {@link tributary.linalg.Gemms} and {@link tributary.linalg.Matrix}. This room knows
 * no network, no data set and no Spark; it keeps no state but the choice of the provider.
 */
@NullMarked
package tributary.linalg;

import org.jspecify.annotations.NullMarked;

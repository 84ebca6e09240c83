/**
 * Data frames at the border: raw columns become floats, and predictions become columns.
 *
 * <p>Start at {@link tributary.ml.TablePreparation} and {@link tributary.ml.BatchPredictor}. This
 * room must not know {@code jobs}. MLlib's own {@code org.apache.spark.ml.linalg} is the linear
 * algebra here; Breeze is used nowhere.
 */
@NullMarked
package tributary.ml;

import org.jspecify.annotations.NullMarked;

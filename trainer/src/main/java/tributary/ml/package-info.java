/**
 * Data frames at the border: Spark ML's estimators, raw columns that become floats, and predictions
 * that become columns.
 *
 * <p>Start at {@link tributary.ml.MlpClassifier} and {@link tributary.ml.MlpRegressor}, or below
 * them at {@link tributary.ml.TablePreparation} and {@link tributary.ml.BatchPredictor}. This room
 * must not know {@code jobs}. MLlib's own {@code org.apache.spark.ml.linalg} is the linear algebra
 * here; Breeze is used nowhere.
 */
@NullMarked
package tributary.ml;

import org.jspecify.annotations.NullMarked;

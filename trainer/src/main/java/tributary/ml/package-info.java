/**
 * Data frames at the border: raw columns become floats, and predictions become columns.
 *
 * <p>MLlib's own {@code org.apache.spark.ml.linalg} is the linear algebra here; Breeze is used
 * nowhere.
 */
@NullMarked
package tributary.ml;

import org.jspecify.annotations.NullMarked;

package tributary.ml;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.types.UserDefinedType;

/** MLlib vectors in the form that they have inside Spark's rows. */
final class VectorRows {
  @SuppressWarnings("unchecked")
  private static final UserDefinedType<Vector> TYPE =
      (UserDefinedType<Vector>) SQLDataTypes.VectorType();

  private VectorRows() {}

  static Object serialize(Vector vector) {
    return TYPE.serialize(vector);
  }
}

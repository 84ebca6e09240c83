package tributary.ml;

import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;

/** The kinds of raw column that can be read. */
enum ColumnKind {
  /** byte, short, int, long. */
  WHOLE,
  /** float, double, decimal. */
  FRACTION,
  BOOLEAN,
  STRING,
  /** {@code org.apache.spark.ml.linalg.Vector}, dense or sparse. */
  VECTOR,
  /** An array of any numbers. */
  ARRAY,
  /** Bytes, each a number from 0 to 255: how images are stored. */
  BYTES;

  static final String ALLOWED =
      "numbers, boolean, string, vector (org.apache.spark.ml.linalg), array of numbers and binary";

  static Optional<ColumnKind> of(DataType type) {
    if (type instanceof ByteType
        || type instanceof ShortType
        || type instanceof IntegerType
        || type instanceof LongType) {
      return Optional.of(WHOLE);
    }
    if (type instanceof NumericType) {
      return Optional.of(FRACTION);
    }
    if (type instanceof BooleanType) {
      return Optional.of(BOOLEAN);
    }
    if (type instanceof StringType) {
      return Optional.of(STRING);
    }
    if (type instanceof BinaryType) {
      return Optional.of(BYTES);
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return Optional.of(ARRAY);
    }
    return type.equals(SQLDataTypes.VectorType()) ? Optional.of(VECTOR) : Optional.empty();
  }

  boolean isNumber() {
    return this == WHOLE || this == FRACTION || this == BOOLEAN;
  }

  boolean isVector() {
    return this == VECTOR || this == ARRAY || this == BYTES;
  }
}

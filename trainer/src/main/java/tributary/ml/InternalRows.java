package tributary.ml;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * Tables in the form their rows have inside Spark, which its public {@link Row} is made from value
 * by value. The one place that asks Spark for it.
 *
 * <p>A row may be overwritten as soon as the next is asked for.
 */
final class InternalRows {
  private InternalRows() {}

  static JavaRDD<InternalRow> of(Dataset<Row> table) {
    return table.queryExecution().toRdd().toJavaRDD();
  }

  /** A table of rows that fit the schema. */
  static Dataset<Row> table(SparkSession spark, RDD<InternalRow> rows, StructType schema) {
    return spark.internalCreateDataFrame(rows, schema, false);
  }
}

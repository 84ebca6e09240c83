package tributary.jobs.bench;

import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The images as MLlib reads them: {@code pixels}, a vector of 0 … 1, and {@code label}. */
final class VectorRows implements MapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final double BRIGHTEST = 255;

  static final String PIXELS = "pixels";
  static final String LABEL = "label";

  private static final StructType SCHEMA =
      new StructType()
          .add(PIXELS, SQLDataTypes.VectorType(), false)
          .add(LABEL, DataTypes.DoubleType, false);

  private VectorRows() {}

  static Dataset<Row> of(Dataset<Row> images) {
    return images.select(PIXELS, LABEL).map(new VectorRows(), Encoders.row(SCHEMA));
  }

  @Override
  public Row call(Row row) {
    byte[] bytes = row.getAs(0);
    double[] pixels = new double[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (bytes[i] & 0xFF) / BRIGHTEST;
    }
    Number label = row.getAs(1);
    return RowFactory.create(Vectors.dense(pixels), label.doubleValue());
  }
}

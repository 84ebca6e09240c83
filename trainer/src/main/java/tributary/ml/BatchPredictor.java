package tributary.ml;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import tributary.data.TableEncoding;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;

/**
 * Adds a model's predictions to a table of any size, a batch of rows at a time.
 *
 * <p>One number per row becomes {@code prediction}, in the target's own units; several become
 * {@code prediction_TARGET} each. A class becomes {@code prediction}, the label (a whole number
 * where the labels are numbers from 0, a boolean where they are false and true, else a string), and
 * a {@code probability_LABEL} per class, a column each because CSV knows no arrays. Yes/no labels
 * become {@code prediction_LABEL}, 0 or 1, and {@code probability_LABEL} each.
 *
 * <p>The last bits of a prediction may depend on which rows share its batch, as those of any matrix
 * product do.
 */
public final class BatchPredictor {
  private BatchPredictor() {}

  /**
   * The predictions of a table, of which nothing is read yet. A value that cannot be used comes to
   * light when they are computed; {@link Predictions#write} says which it is.
   *
   * @param weights of the network, only read; copied to the executors once
   * @param invalid whether rows with values that cannot be used are left out
   * @throws TableException if columns are missing, all of them named; if the table has a column of
   *     a prediction's name
   * @throws IllegalArgumentException if network and encoding do not belong together
   */
  public static Predictions predict(
      Dataset<Row> raw,
      TableEncoding encoding,
      NetworkSpec network,
      float[] weights,
      InvalidRows invalid) {
    PredictionColumns predicted = PredictionColumns.of(encoding, network);
    SparkSession spark = raw.sparkSession();
    ScoredCounts counts = new ScoredCounts(encoding.features().size());
    spark.sparkContext().register(counts);
    Broadcast<float[]> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(weights);
    TableColumns columns = columns(raw.schema(), encoding);
    return new Predictions(
        raw,
        add(raw, encoding, network, shared, predicted, counts, invalid),
        encoding,
        columns,
        counts,
        invalid);
  }

  /** As the other, where a row with a value that cannot be used is an error. */
  public static Predictions predict(
      Dataset<Row> raw, TableEncoding encoding, NetworkSpec network, float[] weights) {
    return predict(raw, encoding, network, weights, InvalidRows.ERROR);
  }

  /**
   * The table with what {@code predicted} makes of the network's logits; nothing is computed before
   * Spark asks for the rows.
   *
   * @throws TableException as {@link #predict} does
   */
  static Dataset<Row> add(
      Dataset<Row> raw,
      TableEncoding encoding,
      NetworkSpec network,
      Broadcast<float[]> weights,
      PredictionColumns predicted,
      ScoredCounts counts,
      InvalidRows invalid) {
    StructType schema = raw.schema();
    TableColumns columns = columns(schema, encoding);
    StructType all = ColumnChecks.append(Predictions.TABLE, schema, predicted.fields());
    return InternalRows.map(
        raw,
        all,
        rows ->
            new ScoredRows(
                rows,
                new RawBlocks.Builder(
                    schema, columns, ScoredRows.batchRows(encoding.inputs()), false, invalid),
                new RowEncoder(encoding, columns),
                Network.of(network),
                weights.value(),
                predicted,
                counts,
                invalid.numbered(Predictions.TABLE)));
  }

  private static TableColumns columns(StructType schema, TableEncoding encoding) {
    return new TableSchema(Predictions.TABLE, schema).of(encoding, false, Optional.empty());
  }
}

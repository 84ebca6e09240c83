package tributary.ml;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
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
   * @throws TableException if columns are missing, all of them named; if the table has a column of
   *     a prediction's name
   * @throws IllegalArgumentException if network and encoding do not belong together
   */
  public static Predictions predict(
      Dataset<Row> raw, TableEncoding encoding, NetworkSpec network, float[] weights) {
    PredictionColumns predicted = PredictionColumns.of(encoding, network);
    StructType schema = raw.schema();
    TableColumns columns =
        new TableSchema(Predictions.TABLE, schema).of(encoding, false, Optional.empty());
    requireNew(schema, predicted.fields());
    StructType all = schema;
    for (StructField field : predicted.fields()) {
      all = all.add(field);
    }
    SparkSession spark = raw.sparkSession();
    ScoredCounts counts = new ScoredCounts(encoding.features().size());
    spark.sparkContext().register(counts);
    Broadcast<float[]> shared =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(weights);
    Dataset<Row> table =
        InternalRows.map(
            raw,
            all,
            rows ->
                new ScoredRows(
                    rows,
                    new RawBlocks.Builder(
                        schema, columns, ScoredRows.batchRows(encoding.inputs()), false),
                    new RowEncoder(encoding, columns),
                    Network.of(network),
                    shared.value(),
                    predicted,
                    counts));
    return new Predictions(raw, table, encoding, columns, counts);
  }

  private static void requireNew(StructType schema, List<StructField> fields) {
    Set<String> present = new HashSet<>();
    for (String name : schema.fieldNames()) {
      present.add(name.toLowerCase(Locale.ROOT));
    }
    List<String> clashes =
        fields.stream()
            .map(StructField::name)
            .filter(name -> present.contains(name.toLowerCase(Locale.ROOT)))
            .toList();
    if (!clashes.isEmpty()) {
      throw new TableException(
          Predictions.TABLE
              + ": it already has what prediction would add: "
              + String.join(", ", clashes)
              + "; rename or drop those columns");
    }
  }
}

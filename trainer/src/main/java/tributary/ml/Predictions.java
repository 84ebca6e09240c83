package tributary.ml;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table with its predictions, computed when Spark asks for the rows.
 *
 * @param table the input columns and the predicted ones
 * @param rows how many rows it has
 * @param warnings what was found odd in the input but could be used, a sentence each
 */
public record Predictions(Dataset<Row> table, long rows, List<String> warnings) {
  public Predictions {
    warnings = List.copyOf(warnings);
  }
}

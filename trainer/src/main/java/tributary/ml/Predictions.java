package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import tributary.data.TableEncoding;

/** A table with its predictions, computed when Spark asks for the rows. */
public final class Predictions {
  static final String TABLE = "prediction table";

  private final Dataset<Row> raw;
  private final Dataset<Row> table;
  private final TableEncoding encoding;
  private final TableColumns columns;
  private final ScoredCounts counts;
  private final InvalidRows invalid;

  Predictions(
      Dataset<Row> raw,
      Dataset<Row> table,
      TableEncoding encoding,
      TableColumns columns,
      ScoredCounts counts,
      InvalidRows invalid) {
    this.raw = raw;
    this.table = table;
    this.encoding = encoding;
    this.columns = columns;
    this.counts = counts;
    this.invalid = invalid;
  }

  /** The input columns and the predicted ones. */
  public Dataset<Row> table() {
    return table;
  }

  /**
   * Has all rows written and says how many there were. The source is read once; only when {@code
   * sink} fails is it read again, to name the first row at fault in the whole table, or when rows
   * may be skipped, to count them.
   *
   * <p>Whatever the sink has written by then is the caller's to remove.
   *
   * @param sink takes the table and has Spark compute every row of it, once
   * @throws TableException if the table has no rows; for the first row with a value that cannot be
   *     used; if the source cannot be read
   * @throws RuntimeException whatever else {@code sink} threw
   */
  public PredictionReport write(Consumer<Dataset<Row>> sink) {
    counts.reset();
    try {
      sink.accept(table);
    } catch (Exception e) {
      // Spark's checked exceptions come undeclared out of Scala.
      check();
      throw e;
    }
    Optional<SkipReport> skipped = skipped();
    if (counts.rows() == 0) {
      throw EncodingCheck.noRows(TABLE, skipped, "one");
    }
    List<String> warnings = new ArrayList<>(skipped.map(SkipReport::sentence).stream().toList());
    warnings.addAll(EncodingCheck.warnings(TABLE, encoding, counts.unseen()));
    return new PredictionReport(counts.rows(), warnings);
  }

  private void check() {
    try (TableRows rows = TableRows.of(TABLE, raw, columns, StorageLevel.NONE(), invalid)) {
      EncodingCheck.of(TABLE, rows, encoding, columns.alone(), invalid);
    }
  }

  /** Counted in a pass of its own: what a sink does may compute a row more than once. */
  private Optional<SkipReport> skipped() {
    if (invalid == InvalidRows.ERROR) {
      return Optional.empty();
    }
    try (TableRows rows = TableRows.of(TABLE, raw, columns, StorageLevel.NONE(), invalid)) {
      return SkipReport.of(TABLE, rows.numbers().skipped(), columns);
    }
  }
}

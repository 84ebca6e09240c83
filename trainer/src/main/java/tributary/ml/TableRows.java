package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import tributary.data.RawBlock;
import tributary.spark.JobDescription;
import tributary.spark.KeptBlock;

/**
 * The rows of a table with nothing but the columns that are read, kept as blocks until closed so
 * that several passes over them cost one reading of the source.
 */
final class TableRows implements AutoCloseable {
  private final String table;
  private final JavaRDD<KeptBlock> kept;
  private final JavaRDD<RawBlock> blocks;
  private boolean open;

  private TableRows(String table, JavaRDD<KeptBlock> kept, boolean open) {
    this.table = table;
    this.kept = kept;
    this.blocks = kept.map(KeptBlock::block);
    this.open = open;
  }

  static TableRows of(String table, Dataset<Row> raw, TableColumns columns, StorageLevel level) {
    return reading(
        table,
        "read the rows",
        raw.sparkSession().sparkContext(),
        () -> {
          JavaRDD<KeptBlock> blocks =
              blocks(only(raw, columns), columns.alone()).map(KeptBlock::new);
          boolean keep = !level.equals(StorageLevel.NONE());
          blocks.setName(table + ": raw columns");
          return new TableRows(table, keep ? blocks.persist(level) : blocks, keep);
        });
  }

  private static JavaRDD<RawBlock> blocks(Dataset<Row> alone, TableColumns columns) {
    StructType schema = alone.schema();
    return InternalRows.of(alone).mapPartitions(rows -> new RawBlocks(rows, schema, columns), true);
  }

  /**
   * Columns are taken by position, under names of our own, so that dots, spaces and backticks in
   * theirs mean nothing to Spark.
   */
  private static Dataset<Row> only(Dataset<Row> raw, TableColumns columns) {
    int width = raw.schema().length();
    String[] names = new String[width];
    for (int i = 0; i < width; i++) {
      names[i] = "c" + i;
    }
    List<Column> wanted = new ArrayList<>();
    for (TableColumn column : columns.all()) {
      wanted.add(functions.col(names[column.index()]));
    }
    return raw.toDF(names).select(wanted.toArray(new Column[0]));
  }

  JavaRDD<RawBlock> blocks() {
    return blocks;
  }

  /** The number, in the table, of each partition's first row; then the number of all rows. */
  long[] starts() {
    List<Long> counts =
        reading(
            table,
            "count the rows",
            blocks.context(),
            () ->
                blocks
                    .mapPartitions(
                        partition -> {
                          long count = 0;
                          while (partition.hasNext()) {
                            count += partition.next().rows();
                          }
                          return List.of(count).iterator();
                        })
                    .collect());
    long[] starts = new long[counts.size() + 1];
    for (int i = 0; i < counts.size(); i++) {
      starts[i + 1] = starts[i] + counts.get(i);
    }
    return starts;
  }

  /**
   * Runs what reads the table.
   *
   * @throws TableException instead of whatever Spark throws
   */
  static <T> T reading(String table, Supplier<T> action) {
    try {
      return action.get();
    } catch (Exception e) {
      // Spark's checked exceptions come undeclared out of Scala.
      throw SourceErrors.of("reading " + table, e);
    }
  }

  /** The same, with Spark jobs that say {@code what} they do with the table. */
  static <T> T reading(String table, String what, SparkContext context, Supplier<T> action) {
    return reading(table, () -> JobDescription.during(context, table + ": " + what, action));
  }

  @Override
  public void close() {
    if (open) {
      open = false;
      kept.unpersist(false);
    }
  }
}

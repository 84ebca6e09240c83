package tributary.ml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
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
import tributary.data.SkippedRows;
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

  /**
   * @param invalid whether rows with values that cannot be used are left out
   */
  static TableRows of(
      String table,
      Dataset<Row> raw,
      TableColumns columns,
      StorageLevel level,
      InvalidRows invalid) {
    return reading(
        table,
        "read the rows",
        raw.sparkSession().sparkContext(),
        () -> {
          JavaRDD<KeptBlock> blocks =
              blocks(only(raw, columns), columns.alone(), invalid).map(KeptBlock::new);
          boolean keep = !level.equals(StorageLevel.NONE());
          blocks.setName(table + ": raw columns");
          return new TableRows(table, keep ? blocks.persist(level) : blocks, keep);
        });
  }

  private static JavaRDD<RawBlock> blocks(
      Dataset<Row> alone, TableColumns columns, InvalidRows invalid) {
    StructType schema = alone.schema();
    return InternalRows.of(alone)
        .mapPartitions(rows -> new RawBlocks(rows, schema, columns, invalid), true);
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

  /** Counts the rows; the counts come with the tasks' results, so that a retry adds nothing. */
  RowNumbers numbers() {
    List<byte[]> counted =
        reading(
            table,
            "count the rows",
            blocks.context(),
            () ->
                blocks
                    .mapPartitions(partition -> List.of(toBytes(count(partition))).iterator())
                    .collect());
    return RowNumbers.of(counted.stream().map(TableRows::fromBytes).toList());
  }

  private static SkippedRows count(Iterator<RawBlock> blocks) {
    SkippedRows skipped = SkippedRows.none(0);
    while (blocks.hasNext()) {
      skipped = skipped.then(blocks.next().skipped());
    }
    return skipped;
  }

  private static byte[] toBytes(SkippedRows skipped) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      skipped.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static SkippedRows fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return SkippedRows.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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

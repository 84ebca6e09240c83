package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import tributary.data.RowBlock;
import tributary.data.TableEncoding;

/**
 * Turns raw tables into numbered blocks of floats, learning on the way, from the training rows
 * only, how to encode each column.
 *
 * <p>Three passes: number the rows; check every value and sum up the training rows; pack. Names and
 * types are checked before the first. What is learnt, how rows are split and which bad row is named
 * depend on the rows and their order alone, to the bit, never on partitions or cores. Only the list
 * of classes is taken from all rows of the table, since a class that happens to be held out is a
 * class nevertheless.
 *
 * <p>A target with one class, or a regression target that is constant, is an error; a constant
 * feature, or one constant target of several, is a warning and gets scale 1.
 */
public final class TablePreparation {
  /** How many different values a string column may have, and how many classes there may be. */
  public static final int MAX_LEVELS = 10_000;

  private static final String TRAINING = "training table";
  private static final RowSplit WHOLE = new RowSplit(0, 0, 0);

  private final ColumnRoles roles;
  private final long seed;
  private final StorageLevel level;
  private final int maxLevels;

  /**
   * @param seed for the split into training and held-out rows
   * @param level how the raw columns are kept between the passes; {@code NONE} reads the source
   *     each time
   */
  public TablePreparation(ColumnRoles roles, long seed, StorageLevel level) {
    this(roles, seed, level, MAX_LEVELS);
  }

  public TablePreparation(ColumnRoles roles, long seed, StorageLevel level, int maxLevels) {
    this.roles = roles;
    this.seed = seed;
    this.level = level;
    this.maxLevels = maxLevels;
  }

  /**
   * Prepares a training table and, if asked, rows to validate and to test on. The result must be
   * closed.
   *
   * @throws TableException if a table cannot be used; always for the first row at fault
   */
  public PreparedTable prepare(Dataset<Row> table, HeldOut validation, HeldOut test) {
    RowSplit split = new RowSplit(seed, fraction(validation), fraction(test));
    if (split.validation() + split.test() >= 1) {
      throw new TableException(
          "the validation fraction "
              + split.validation()
              + " and the test fraction "
              + split.test()
              + " leave no row to train on; their sum must be below 1");
    }
    TableColumns columns = new TableSchema(TRAINING, table.schema()).of(roles);
    TableRows rows = TableRows.of(TRAINING, table, columns, level, roles.invalid());
    List<AutoCloseable> opened = new ArrayList<>(List.of(rows));
    try {
      return prepare(columns.alone(), rows, split, validation, test, opened);
    } catch (RuntimeException e) {
      close(opened, e);
      throw e;
    }
  }

  private PreparedTable prepare(
      TableColumns columns,
      TableRows rows,
      RowSplit split,
      HeldOut validation,
      HeldOut test,
      List<AutoCloseable> opened) {
    RowNumbers numbers = rows.numbers();
    Optional<SkipReport> skipped = SkipReport.of(TRAINING, numbers.skipped(), columns);
    if (numbers.rows() == 0) {
      throw EncodingCheck.noRows(TRAINING, skipped, "two");
    }
    long[] starts = numbers.starts();
    List<TableSummary> partitions = summarize(rows, columns, starts, split);
    long[][] partStarts = partStarts(partitions);
    TableSummary whole = newSummary(columns);
    partitions.forEach(whole::add);
    EncodingLearner learner = new EncodingLearner(TRAINING, columns, roles, whole, maxLevels);
    TableEncoding encoding = learner.learn();
    Packing packing = new Packing(numbered(), encoding, columns, split, starts, partStarts);
    EncodedTable train = packing.part(rows, RowSplit.TRAIN, List.of(), skipped);
    Optional<EncodedTable> validationTable =
        heldOut("validation", validation, RowSplit.VALIDATION, packing, rows, opened);
    Optional<EncodedTable> testTable = heldOut("test", test, RowSplit.TEST, packing, rows, opened);
    List<String> warnings = new ArrayList<>(train.warnings());
    warnings.addAll(learner.warnings());
    validationTable.ifPresent(t -> warnings.addAll(t.warnings()));
    testTable.ifPresent(t -> warnings.addAll(t.warnings()));
    return new PreparedTable(encoding, train, validationTable, testTable, warnings);
  }

  /**
   * Encodes a table, targets included, as a stored encoding says. The result must be closed.
   *
   * @param name what messages call the table, such as "validation table"
   * @throws TableException if columns are missing, there are no rows, or a value cannot be used;
   *     always for the first row at fault
   */
  public static EncodedTable encode(
      String name,
      Dataset<Row> table,
      TableEncoding encoding,
      Optional<String> weight,
      StorageLevel level,
      InvalidRows invalid) {
    TableColumns columns = new TableSchema(name, table.schema()).of(encoding, true, weight);
    TableRows rows = TableRows.of(name, table, columns, level, invalid);
    try {
      TableColumns alone = columns.alone();
      EncodingCheck check = EncodingCheck.of(name, rows, encoding, alone, invalid);
      RowNumbers numbers = check.numbers();
      long[][] partStarts = {numbers.starts()};
      return new Packing(
              invalid.numbered(name), encoding, alone, WHOLE, numbers.starts(), partStarts)
          .part(
              rows,
              RowSplit.TRAIN,
              check.warnings(),
              SkipReport.of(name, numbers.skipped(), alone));
    } catch (RuntimeException e) {
      close(List.of(rows), e);
      throw e;
    }
  }

  private Optional<EncodedTable> heldOut(
      String name,
      HeldOut heldOut,
      int part,
      Packing packing,
      TableRows rows,
      List<AutoCloseable> opened) {
    if (heldOut instanceof HeldOut.Table table) {
      EncodedTable encoded =
          encode(
              name + " table",
              table.rows(),
              packing.encoding(),
              roles.weight(),
              level,
              roles.invalid());
      opened.add(encoded);
      return Optional.of(encoded);
    }
    if (heldOut instanceof HeldOut.None) {
      return Optional.empty();
    }
    EncodedTable encoded = packing.part(rows, part, List.of(), Optional.empty());
    if (encoded.rows() == 0) {
      throw new TableException(
          TRAINING
              + ": the "
              + name
              + " fraction "
              + fraction(heldOut)
              + " of "
              + packing.tableRows()
              + " rows drew none; raise it, or take another seed");
    }
    return Optional.of(encoded);
  }

  private static double fraction(HeldOut heldOut) {
    return heldOut instanceof HeldOut.Fraction f ? f.fraction() : 0;
  }

  private List<TableSummary> summarize(
      TableRows rows, TableColumns columns, long[] starts, RowSplit split) {
    List<TableColumn> all = columns.all();
    int most = maxLevels;
    int declared = roles.classes().orElse(0);
    String name = numbered();
    List<byte[]> found =
        TableRows.reading(
            TRAINING,
            "learn the columns",
            rows.blocks().context(),
            () ->
                rows.blocks()
                    .mapPartitionsWithIndex(
                        (p, partition) -> {
                          TableSummary summary = newSummary(name, all, most, declared);
                          summary.addAll(partition, starts[p], split);
                          return List.of(summary.toBytes()).iterator();
                        },
                        true)
                    .collect());
    List<TableSummary> summaries = new ArrayList<>();
    for (byte[] bytes : found) {
      TableSummary summary = newSummary(columns);
      summary.read(bytes);
      summaries.add(summary);
    }
    return summaries;
  }

  private TableSummary newSummary(TableColumns columns) {
    return newSummary(numbered(), columns.all(), maxLevels, roles.classes().orElse(0));
  }

  /** What messages that number rows call the table. */
  private String numbered() {
    return roles.invalid().numbered(TRAINING);
  }

  private static TableSummary newSummary(
      String table, List<TableColumn> columns, int most, int declared) {
    OptionalInt classes = declared == 0 ? OptionalInt.empty() : OptionalInt.of(declared);
    return new TableSummary(table, columns, most, classes);
  }

  /** [part][partition]: the number, within the part, of the partition's first row of it. */
  private static long[][] partStarts(List<TableSummary> partitions) {
    long[][] starts = new long[RowSplit.PARTS][partitions.size() + 1];
    for (int part = 0; part < RowSplit.PARTS; part++) {
      for (int p = 0; p < partitions.size(); p++) {
        starts[part][p + 1] = starts[part][p] + partitions.get(p).rows(part);
      }
    }
    return starts;
  }

  private static void close(List<? extends AutoCloseable> opened, RuntimeException because) {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        because.addSuppressed(e);
      }
    }
  }

  /** What the packing of each part of a table has in common. */
  private record Packing(
      String table,
      TableEncoding encoding,
      TableColumns columns,
      RowSplit split,
      long[] starts,
      long[][] partStarts) {
    long tableRows() {
      return starts[starts.length - 1];
    }

    EncodedTable part(
        TableRows rows, int part, List<String> warnings, Optional<SkipReport> skipped) {
      String name = table;
      TableEncoding codes = encoding;
      TableColumns read = columns;
      RowSplit parts = split;
      long[] tableStarts = starts;
      long[] own = partStarts[part];
      JavaRDD<RowBlock> blocks =
          rows.blocks()
              .mapPartitionsWithIndex(
                  (p, partition) ->
                      new RowBlocks(
                          name,
                          partition,
                          new RowEncoder(codes, read),
                          parts,
                          part,
                          tableStarts[p],
                          own[p],
                          own[p + 1]),
                  true);
      return new EncodedTable(rows, blocks, own[own.length - 1], warnings, skipped);
    }
  }
}

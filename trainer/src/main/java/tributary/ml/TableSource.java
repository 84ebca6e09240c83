package tributary.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import tributary.io.Redaction;

/**
 * Where raw rows come from: files of some format, or any other Spark data source by its name.
 *
 * <p>{@code format} is one of {@code csv}, {@code parquet}, {@code json} (a line a row), {@code
 * libsvm}, {@code idx}, the name of another Spark source, or {@code auto}, which goes by the
 * extension of the first file. Options are Spark's own for the format, over these defaults: CSV has
 * a header, is a comma apart, guesses types, doubles quotes inside quotes, and refuses malformed
 * rows, as JSON does. Options of our own:
 *
 * <ul>
 *   <li>{@code trim = true}: white space around CSV values is dropped;
 *   <li>{@code columns = a, b, …}: names for all columns in order, for files without a header;
 *   <li>{@code column.NAME = expression}: adds or replaces a column by a Spark SQL expression over
 *       the columns read;
 *   <li>{@code labels = path}: the labels that belong to an IDX file of images.
 * </ul>
 *
 * <p>IDX gives the columns {@code label} (a whole number, if there are labels) and {@code pixels}
 * (binary: a number from 0 to 255 per byte).
 *
 * <p><b>Row order.</b> The same files give the same rows in the same order on any number of cores:
 * into how many pieces they are cut is pinned to {@value #MIN_PARTITIONS} or more, within Spark's
 * {@code spark.sql.files.maxPartitionBytes} and {@code openCostInBytes}. Several files come in
 * Spark's order: by size, the largest first, and by path among equals. Other sources come in
 * whatever order they give.
 */
public record TableSource(String format, List<String> paths, Map<String, String> options) {
  static final int MIN_PARTITIONS = 128;

  /** The option that begins so and goes on with a column's name derives that column. */
  public static final String DERIVED = "column.";

  /** The option with the path of an IDX file's labels. */
  public static final String LABELS = "labels";

  private static final String COLUMNS = "columns";
  private static final String TRIM = "trim";
  private static final Set<String> FILE_FORMATS =
      Set.of("csv", "parquet", "json", "libsvm", "idx", "orc", "text", "avro");

  public TableSource {
    paths = List.copyOf(paths);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }

  public TableSource(String format, String path, Map<String, String> options) {
    this(format, List.of(path), options);
  }

  /**
   * The table, not read yet except for what it takes to know its columns.
   *
   * @throws TableException if a file is missing or not of its format
   */
  public Dataset<Row> read(SparkSession spark) {
    return TableRows.reading(
        describe(), "find the columns", spark.sparkContext(), () -> readIn(pinned(spark)));
  }

  private Dataset<Row> readIn(SparkSession spark) {
    List<String> files = paths;
    boolean auto = format.equalsIgnoreCase("auto");
    String named = format.toLowerCase(Locale.ROOT);
    DataFrameReader reader = spark.read();
    if (auto || FILE_FORMATS.contains(named)) {
      SourceFiles found = SourceFiles.find(spark.sessionState().newHadoopConf(), paths);
      files = found.files();
      named = auto ? found.format() : named;
      if (found.base().isPresent()) {
        reader = reader.option("basePath", found.base().get());
      }
    }
    if (named.equals("idx")) {
      return shaped(IdxSource.read(spark, only(files), options.get(LABELS)));
    }
    for (Map.Entry<String, String> option : readerOptions(named, files).entrySet()) {
      reader = reader.option(option.getKey(), option.getValue());
    }
    DataFrameReader formatted = reader.format(auto ? named : sparkName(named));
    return shaped(
        files.isEmpty() ? formatted.load() : formatted.load(files.toArray(new String[0])));
  }

  private String sparkName(String named) {
    return FILE_FORMATS.contains(named) ? named : format;
  }

  private Map<String, String> readerOptions(String named, List<String> files) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    if (named.equals("csv")) {
      all.put("header", "true");
      all.put("inferSchema", "true");
      all.put("mode", "FAILFAST");
      // Quotes inside quotes are doubled, as RFC 4180 has it; Spark's own default is a backslash.
      all.put("escape", "\"");
      // A header that differs from the first file's is an error, not a warning.
      all.put("enforceSchema", "false");
      // With pruning, rows with too many or too few values would go unnoticed.
      all.put("columnPruning", "false");
      all.put("sep", files.get(0).matches(".*\\.tsv(\\.\\w+)?") ? "\t" : ",");
      String trim = options.getOrDefault(TRIM, "false");
      all.put("ignoreLeadingWhiteSpace", trim);
      all.put("ignoreTrailingWhiteSpace", trim);
    } else if (named.equals("json")) {
      all.put("mode", "FAILFAST");
    }
    all.putAll(options);
    all.keySet().removeIf(k -> k.equals(TRIM) || k.equals(COLUMNS) || k.startsWith(DERIVED));
    return all;
  }

  private Dataset<Row> shaped(Dataset<Row> raw) {
    Dataset<Row> named = raw;
    if (options.containsKey(COLUMNS)) {
      List<String> names =
          Arrays.stream(options.get(COLUMNS).split(",")).map(String::strip).toList();
      if (names.size() != raw.schema().length()) {
        throw new TableException(
            describe()
                + ": the table has "
                + raw.schema().length()
                + " columns but the option columns names "
                + names.size()
                + "; name each column once");
      }
      named = raw.toDF(names.toArray(new String[0]));
    }
    Map<String, Column> derived = new TreeMap<>();
    for (Map.Entry<String, String> option : options.entrySet()) {
      if (option.getKey().startsWith(DERIVED)) {
        derived.put(option.getKey().substring(DERIVED.length()), functions.expr(option.getValue()));
      }
    }
    return derived.isEmpty() ? named : named.withColumns(derived);
  }

  private String only(List<String> files) {
    if (files.size() != 1) {
      throw new TableException(
          describe() + ": " + files.size() + " files match, expected one IDX file; name it");
    }
    return files.get(0);
  }

  /** A session beside the caller's, the same but for how files are cut. */
  private static SparkSession pinned(SparkSession spark) {
    SparkSession session = spark.newSession();
    scala.collection.JavaConverters.mapAsJavaMap(spark.conf().getAll())
        .forEach(
            (key, value) -> {
              if (session.conf().isModifiable(key)) {
                session.conf().set(key, value);
              }
            });
    session.conf().set("spark.sql.files.minPartitionNum", MIN_PARTITIONS);
    return session;
  }

  /** For messages. */
  private String describe() {
    List<String> names = new ArrayList<>();
    for (String path : paths) {
      names.add(path.isEmpty() ? path : Redaction.text(new Path(path).toString()));
    }
    return "the " + format + " table " + String.join(", ", names);
  }
}

package tributary.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.ArchitectureTable;
import tributary.ml.BatchPredictor;
import tributary.ml.ModelDirectory;
import tributary.ml.PredictionReport;
import tributary.ml.Predictions;
import tributary.ml.TableException;
import tributary.spark.ClusterException;
import tributary.spark.JobDescription;

/** {@code tributary predict MODEL DATA OUT}. */
@Command(
    name = "predict",
    description = "Writes the input columns plus the model's predictions.",
    mixinStandardHelpOptions = true)
final class PredictJob implements Callable<Integer> {
  private static final List<String> FORMATS = List.of("parquet", "csv", "json");

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory or its model folder.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "Raw rows, with or without the target column.")
  private String data = "";

  @Parameters(
      index = "2",
      paramLabel = "OUT",
      description = "The folder to write; its ending (.parquet, .csv, .json) chooses the format.")
  private String out = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "parquet, csv or json, whatever OUT ends in.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the run's configuration, such as data.format; may be repeated.")
  private List<String> sets = List.of();

  @Spec private CommandSpec spec;

  PredictJob() {}

  @Override
  public Integer call() throws IOException {
    String chosen = chosenFormat();
    try (Session session = Session.open("predict")) {
      SparkSession spark = session.spark();
      Configuration hadoop = spark.sparkContext().hadoopConfiguration();
      requireFree(hadoop);
      ModelDirectory stored = ModelDirectory.read(model, hadoop);
      RunConfig config = RunConfig.of(stored.path(), stored.description().provenance(), sets);
      Gemms.use(config.gemm());
      PredictionReport report =
          TableReader.discreetly(
              config.data(), () -> write(predictions(spark, stored, config), chosen, hadoop));
      Console console = new Console(spec.commandLine().getOut());
      report.warnings().forEach(warning -> console.line("note", warning));
      console.line("predicted", ArchitectureTable.number(report.rows()) + " rows of " + data);
      console.line("written", out + " (" + chosen + ")");
      return ExitCode.OK.status();
    }
  }

  private Predictions predictions(SparkSession spark, ModelDirectory stored, RunConfig config) {
    return BatchPredictor.predict(
        new TableReader(spark, config.data()).unlabelled(data),
        stored.description().table(),
        stored.description().network(),
        stored.weights(),
        config.data().invalid());
  }

  private String chosenFormat() {
    String lower = out.toLowerCase(Locale.ROOT).replaceAll("/+$", "");
    String chosen =
        format
            .map(f -> f.toLowerCase(Locale.ROOT))
            .orElseGet(
                () ->
                    FORMATS.stream()
                        .filter(f -> lower.endsWith("." + f))
                        .findFirst()
                        .orElse("parquet"));
    if (!FORMATS.contains(chosen)) {
      throw new UsageException(
          "--format is " + chosen + "; it must be one of " + String.join(", ", FORMATS));
    }
    return chosen;
  }

  private void requireFree(Configuration hadoop) throws IOException {
    Path path = new Path(out);
    if (path.getFileSystem(hadoop).exists(path)) {
      throw new UsageException(out + " exists already; name an OUT that does not, or move it away");
    }
  }

  /** What a failed job has written so far is removed: nothing there, or all of it. */
  private PredictionReport write(Predictions predictions, String chosen, Configuration hadoop)
      throws IOException {
    try {
      return JobDescription.during(
          predictions.table().sparkSession().sparkContext(),
          "predict " + data,
          () -> predictions.write(rows -> save(rows, chosen)));
    } catch (Exception e) {
      Path path = new Path(out);
      FileSystem fs = path.getFileSystem(hadoop);
      fs.delete(path, true);
      Optional<TableException> table = TableException.in(e);
      if (table.isPresent()) {
        throw table.get();
      }
      throw new ClusterException("write " + out + ": " + ClusterException.firstCause(e), e);
    }
  }

  private void save(Dataset<Row> rows, String chosen) {
    DataFrameWriter<Row> writer = rows.write().mode(SaveMode.ErrorIfExists).format(chosen);
    if (chosen.equals("csv")) {
      writer.option("header", "true");
    }
    writer.save(out);
  }
}

package tributary.jobs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.ArchitectureTable;
import tributary.ml.EncodedTable;
import tributary.ml.ModelDirectory;
import tributary.ml.TablePreparation;
import tributary.spark.Shards;
import tributary.spark.SparkEvaluator;
import tributary.spark.SparkPreflight;
import tributary.train.Evaluation;

/** {@code tributary evaluate MODEL DATA}. */
@Command(
    name = "evaluate",
    description = "Measures a model on raw rows that have the target column.",
    mixinStandardHelpOptions = true)
final class EvaluateJob implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description = "A run directory or its model folder.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "The rows: a file or folder of any format that training reads.")
  private String data = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the run's configuration, such as data.format; may be repeated.")
  private List<String> sets = List.of();

  @Spec private CommandSpec spec;

  EvaluateJob() {}

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open("evaluate")) {
      SparkSession spark = session.spark();
      JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
      ModelDirectory stored = ModelDirectory.read(model, context.hadoopConfiguration());
      RunConfig config = RunConfig.of(stored.path(), stored.description().provenance(), sets);
      Gemms.use(config.gemm());
      StorageLevel level = StorageLevel.fromString(config.storageLevel());
      Evaluation evaluation =
          TableReader.discreetly(
              config.data(),
              () ->
                  evaluate(stored, config, new TableReader(spark, config.data()), context, level));
      Console console = new Console(spec.commandLine().getOut());
      console.line("model", stored.path() + " (" + stored.description().weightsSha256() + ")");
      console.line("data", data + ": " + ArchitectureTable.number(evaluation.examples()) + " rows");
      console.line("result", evaluation.describe());
      return ExitCode.OK.status();
    }
  }

  private Evaluation evaluate(
      ModelDirectory stored,
      RunConfig config,
      TableReader reader,
      JavaSparkContext context,
      StorageLevel level) {
    var encoding = stored.description().table();
    int tasks = SparkPreflight.availableCores(context);
    try (EncodedTable rows =
            TablePreparation.encode(
                "data",
                reader.labelled(data),
                encoding,
                config.data().weight(),
                level,
                config.data().invalid());
        Shards shards =
            Shards.of(
                rows.blocks(),
                rows.rows(),
                encoding.inputs(),
                encoding.target().width(),
                stored.description().provenance().shards(),
                tasks,
                level)) {
      rows.warnings()
          .forEach(warning -> new Console(spec.commandLine().getOut()).line("note", warning));
      return new SparkEvaluator(context, shards, stored.description().network(), Gemms.name())
          .evaluate(stored.weights())
          .toEvaluation(encoding.target());
    }
  }
}

package tributary.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tributary.data.ColumnEncoding;
import tributary.data.TargetEncoding;
import tributary.io.ExportedModel;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.ml.ArchitectureTable;
import tributary.ml.ModelDirectory;
import tributary.nn.ParameterLayout;
import tributary.spark.HadoopFiles;

/** {@code tributary inspect MODEL-or-RUN}. */
@Command(
    name = "inspect",
    description = "Shows what a model is, where it came from, and the SHA-256 of its weights.",
    mixinStandardHelpOptions = true)
final class InspectJob implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "MODEL-or-RUN",
      description = "A run directory, its model folder, or a file that export has written.")
  private String model = "";

  @Option(
      names = "--configuration",
      description = "Also prints the whole configuration of the run.")
  private boolean configuration;

  @Option(
      names = "--verify",
      description =
          "Also computes the stored parity sample again and compares; exit status 3 if it differs.")
  private boolean verify;

  @Spec private CommandSpec spec;

  InspectJob() {}

  @Override
  public Integer call() throws IOException {
    // Reading a folder needs Hadoop's settings but no session.
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    Console console = new Console(spec.commandLine().getOut());
    if (ExportVerifier.isExport(model, hadoop)) {
      export(new HadoopFiles(hadoop), console);
      return ExitCode.OK.status();
    }
    ModelDirectory stored = ModelDirectory.read(model, hadoop);
    describe(console, stored.path(), stored.description());
    if (verify) {
      console.line("parity", ModelVerifier.verify(stored).toString());
    }
    return ExitCode.OK.status();
  }

  private void export(HadoopFiles files, Console console) throws IOException {
    byte[] file = files.read(model, Integer.MAX_VALUE - 8);
    ExportedModel export = ExportVerifier.read(model, file);
    describe(console, model, export.description());
    console.line("exported", "by Tributary " + export.version());
    if (verify) {
      console.line("parity", ExportVerifier.verify(model, export).toString());
    }
  }

  private void describe(Console console, String path, ModelDescription description) {
    console.line("model", path);
    console.line("weights", "sha256 " + description.weightsSha256());
    console.lines(
        ArchitectureTable.lines(description.network(), ParameterLayout.of(description.network())));
    console.line("features", features(description.table().features()));
    console.line("target", target(description.table().target()));
    describe(console, description.provenance());
    for (Map.Entry<String, Double> metric : description.metrics().entrySet()) {
      console.line(
          "metric", String.format(Locale.ROOT, "%-22s %.6g", metric.getKey(), metric.getValue()));
    }
    if (configuration) {
      console.lines(description.provenance().configuration().lines().toList());
    }
  }

  private static void describe(Console console, Provenance from) {
    console.line(
        "trained",
        from.createdAt()
            + " on "
            + ArchitectureTable.number(from.data().rows())
            + " rows of "
            + String.join(", ", from.data().paths()));
    console.line(
        "",
        from.steps()
            + " steps, "
            + from.epochs()
            + " epochs, seed "
            + from.seed()
            + ", "
            + from.shards()
            + " shards");
    Provenance.Software software = from.software();
    console.line(
        "by",
        "Tributary "
            + software.tributary()
            + ", Spark "
            + software.spark()
            + ", Java "
            + software.java()
            + ", "
            + software.gemm());
  }

  private static String features(List<ColumnEncoding> columns) {
    return String.join(", ", columns.stream().map(InspectJob::feature).toList());
  }

  private static String feature(ColumnEncoding column) {
    if (column instanceof ColumnEncoding.Categorical) {
      return column.name() + " (" + column.width() + " levels)";
    }
    return column instanceof ColumnEncoding.Vector
        ? column.name() + " (" + column.width() + " values)"
        : column.name();
  }

  private static String target(TargetEncoding target) {
    String columns = String.join(", ", target.columns());
    return target instanceof TargetEncoding.Classes classes
        ? columns + " (" + classes.classes().size() + " classes: " + some(classes.classes()) + ")"
        : columns;
  }

  private static String some(List<String> classes) {
    return String.join(", ", classes.subList(0, Math.min(10, classes.size())))
        + (classes.size() > 10 ? ", …" : "");
  }
}

package tributary.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import tributary.data.BatchSampler;
import tributary.data.TargetEncoding;
import tributary.jobs.config.CheckpointConfig;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.EncodedTable;
import tributary.ml.PreparedTable;
import tributary.ml.TableException;
import tributary.ml.TablePreparation;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizer;
import tributary.spark.ClusterException;
import tributary.spark.Shards;
import tributary.spark.SparkEvaluator;
import tributary.spark.SparkGradientSource;
import tributary.spark.SparkPreflight;
import tributary.train.Checkpoint;
import tributary.train.DivergedException;
import tributary.train.Evaluation;
import tributary.train.TrainingConfig;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;
import tributary.train.TrainingResult;
import tributary.train.Validation;

/** One training from raw rows to a run directory: prepares, trains, measures and writes down. */
final class TrainingRun {
  private final RunConfig config;
  private final SparkSession spark;
  private final JavaSparkContext context;
  private final Configuration hadoop;
  private final Console console;
  private final BooleanSupplier stopRequested;
  private final long begin;

  TrainingRun(
      RunConfig config,
      SparkSession spark,
      Console console,
      BooleanSupplier stopRequested,
      long begin) {
    this.config = config;
    this.spark = spark;
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.hadoop = context.hadoopConfiguration();
    this.console = console;
    this.stopRequested = stopRequested;
    this.begin = begin;
  }

  ExitCode run() throws IOException {
    Gemms.use(config.gemm());
    List<String> problems = SparkPreflight.configurationProblems(context);
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Spark is not set up for a run:\n  - " + String.join("\n  - ", problems), null);
    }
    RunDirectory directory =
        RunDirectory.reserve(config.run().dir().orElseThrow(), resumes(), hadoop);
    try {
      return run(directory);
    } catch (RuntimeException | IOException e) {
      directory.removeIfEmpty();
      throw e;
    }
  }

  private boolean resumes() {
    return !config.checkpoint().resume().equals(CheckpointConfig.RESUME_NEVER);
  }

  private ExitCode run(RunDirectory directory) throws IOException {
    int cores = SparkPreflight.availableCores(context);
    console.line(
        "tributary",
        Version.current()
            + ", Spark "
            + context.version()
            + " on "
            + context.master()
            + " ("
            + cores
            + " cores), "
            + Gemms.describe());
    try (Tables tables = prepareNamingTheData(cores)) {
      NetworkSpec spec =
          config.networkSpec(tables.encoding.inputs(), outputs(tables.encoding.target()));
      Network network = Network.of(spec);
      SparkPreflight.require(
          context, network.layout().size(), tables.train.count(), tables.train.tasks());
      return train(directory, tables, network);
    }
  }

  /** What is wrong with a table is said with the path that it came from. */
  private Tables prepareNamingTheData(int cores) {
    try {
      return prepare(cores);
    } catch (TableException e) {
      String paths = String.join(", ", config.data().path());
      String found = String.valueOf(e.getMessage());
      if (found.contains(paths)) {
        throw e;
      }
      // Without rows a column's type is a guess, and a complaint about it would lead nowhere.
      String message =
          new TableReader(spark, config.data()).holdsNoRows()
              ? "training table: there are no rows; give it at least two"
              : found;
      throw new TableException(message + " (data.path = " + paths + ")", e);
    }
  }

  private Tables prepare(int cores) {
    console.line("reading", String.join(", ", config.data().path()));
    TableReader reader = new TableReader(spark, config.data());
    StorageLevel level = StorageLevel.fromString(config.storageLevel());
    try (PreparedTable table =
        new TablePreparation(config.data().roles(), config.seed(), level)
            .prepare(
                reader.training(),
                reader.heldOut(config.data().validation()),
                reader.heldOut(config.data().test()))) {
      long rows = table.train().rows();
      ShardPlan plan =
          ShardPlan.of(config.shards(), config.tasks(), cores, config.training().batchSize(rows));
      Tables tables =
          new Tables(
              table,
              cut(table.train(), table, plan, level),
              table.validation().map(rest -> cut(rest, table, plan, level)),
              table.test().map(rest -> cut(rest, table, plan, level)));
      tables.describe();
      return tables;
    }
  }

  private static Shards cut(
      EncodedTable rows, PreparedTable table, ShardPlan plan, StorageLevel level) {
    return Shards.of(
        rows.blocks(),
        rows.rows(),
        table.encoding().inputs(),
        table.encoding().target().width(),
        plan.shards(),
        plan.tasks(),
        level);
  }

  private static int outputs(TargetEncoding target) {
    return target instanceof TargetEncoding.Classes classes
        ? classes.classes().size()
        : target.width();
  }

  private ExitCode train(RunDirectory directory, Tables tables, Network network)
      throws IOException {
    int batchSize = config.training().batchSize(tables.train.rows());
    BatchSampler sampler =
        new BatchSampler(config.seed(), tables.train.rows(), tables.train.count(), batchSize);
    RunReport report = new RunReport(config, context, tables, network, batchSize, begin);
    describe(network, sampler, batchSize);
    try (MetricsLog metrics = directory.openMetrics();
        SparkGradientSource source =
            new SparkGradientSource(
                context, tables.train, network.spec(), sampler, config.seed(), Gemms.name())) {
      directory.write("resolved.conf", config.render());
      Optimizer optimizer =
          config
              .training()
              .toOptimizer(sampler.stepsPerEpoch(), DecayedWeights.of(network.layout()));
      Checkpoints checkpoints =
          new Checkpoints(
              config.checkpoint(),
              Checkpoints.settings(config, tables.encoding, network, optimizer),
              directory,
              hadoop);
      TrainingParts parts =
          TrainingParts.of(trainingConfig(), sampler, source, optimizer)
              .withListener(
                  new Progress(
                      console,
                      config.training().epochs(),
                      config.training().steps(sampler.stepsPerEpoch())))
              .withListener(metrics.reportingEvery(config.training().reportEverySteps()))
              .withStopRequested(stopRequested);
      if (tables.validation.isPresent()) {
        parts = parts.withValidation(validation(tables.validation.get(), tables, network));
      }
      if (config.checkpoint().everySteps() > 0) {
        parts = parts.withCheckpoints(checkpoints.store());
      }
      return finish(directory, tables, network, report, parts, checkpoints.toResume(console));
    }
  }

  private TrainingConfig trainingConfig() {
    var training = config.training();
    return TrainingConfig.ofEpochs(training.epochs())
        .withMaxSteps(training.maxSteps())
        .withValidationEvery(training.validateEverySteps())
        .withPatience(training.patience(), training.minDelta())
        .withKeepBest(training.keepBest())
        .withCheckpointEvery(config.checkpoint().everySteps());
  }

  private Validation validation(Shards shards, Tables tables, Network network) {
    return new Validation(evaluator(shards, network), tables.encoding.target());
  }

  private SparkEvaluator evaluator(Shards shards, Network network) {
    return new SparkEvaluator(context, shards, network.spec(), Gemms.name());
  }

  private ExitCode finish(
      RunDirectory directory,
      Tables tables,
      Network network,
      RunReport report,
      TrainingParts parts,
      Optional<Checkpoint> resumed)
      throws IOException {
    TrainingLoop loop = new TrainingLoop(parts, report.timer());
    report.beginTraining();
    TrainingResult result;
    try {
      result =
          resumed.isPresent()
              ? loop.resume(resumed.get())
              : loop.run(network.initialWeights(config.seed()));
    } catch (DivergedException diverged) {
      report.write(directory, diverged, hadoop);
      console.line("kept", "the last good weights, in " + directory);
      throw diverged;
    }
    Optional<Evaluation> test = Optional.empty();
    if (tables.test.isPresent() && result.status() != TrainingResult.Status.INTERRUPTED) {
      test =
          Optional.of(
              report.timed(
                  () ->
                      evaluator(tables.test.get(), network)
                          .evaluate(result.weights())
                          .toEvaluation(tables.encoding.target())));
    }
    report.write(directory, result, test, hadoop);
    report.print(console, directory, result, test);
    if (result.status() == TrainingResult.Status.INTERRUPTED) {
      throw new InterruptedRun(result.steps(), directory);
    }
    return ExitCode.OK;
  }

  private void describe(Network network, BatchSampler sampler, int batchSize) {
    console.line(
        "network",
        ArchitectureTable.line(network.spec())
            + "; "
            + ArchitectureTable.loss(network.spec().loss())
            + "; "
            + ArchitectureTable.number(network.layout().size())
            + " weights");
    console.line(
        "training",
        config.training().describe()
            + "; batch "
            + ArchitectureTable.number(batchSize)
            + " over "
            + sampler.shards()
            + (sampler.shards() == 1 ? " shard, " : " shards, ")
            + ArchitectureTable.number(sampler.stepsPerEpoch())
            + " steps an epoch");
  }

  /** The cached shards of every role, and how they were encoded. */
  final class Tables implements AutoCloseable {
    final tributary.data.TableEncoding encoding;
    final Shards train;
    final Optional<Shards> validation;
    final Optional<Shards> test;
    private final List<String> warnings;

    Tables(PreparedTable table, Shards train, Optional<Shards> validation, Optional<Shards> test) {
      this.encoding = table.encoding();
      this.warnings = table.warnings();
      this.train = train;
      this.validation = validation;
      this.test = test;
    }

    private void describe() {
      List<String> parts = new ArrayList<>();
      parts.add(ArchitectureTable.number(train.rows()) + " rows to train on");
      validation.ifPresent(v -> parts.add(ArchitectureTable.number(v.rows()) + " to validate"));
      test.ifPresent(t -> parts.add(ArchitectureTable.number(t.rows()) + " to test"));
      console.line(
          "data",
          String.join(", ", parts)
              + "; "
              + encoding.features().size()
              + (encoding.features().size() == 1 ? " column becomes " : " columns become ")
              + encoding.inputs()
              + " inputs");
      warnings.forEach(warning -> console.line("note", warning));
    }

    @Override
    public void close() {
      train.close();
      validation.ifPresent(Shards::close);
      test.ifPresent(Shards::close);
    }
  }
}

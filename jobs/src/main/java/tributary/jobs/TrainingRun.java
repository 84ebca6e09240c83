package tributary.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import tributary.data.BatchSampler;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.jobs.config.CheckpointConfig;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.TrainingTables;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizer;
import tributary.spark.AdaptiveGradientSource;
import tributary.spark.ClusterException;
import tributary.spark.JobDescription;
import tributary.spark.Shards;
import tributary.spark.SparkEvaluator;
import tributary.spark.SparkPreflight;
import tributary.spark.ValidationJobs;
import tributary.train.AsyncCheckpointStore;
import tributary.train.Checkpoint;
import tributary.train.CheckpointStore;
import tributary.train.DecayedWeights;
import tributary.train.DivergedException;
import tributary.train.Evaluation;
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
  private boolean recorded;

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
      if (config.checkpoint().everySteps() > 0
          && config.checkpoint().onError() == AsyncCheckpointStore.OnError.STOP) {
        directory.requireWritableCheckpoints();
      }
      return run(directory);
    } catch (RuntimeException | IOException e) {
      directory.release();
      directory.removeIfEmpty();
      throw e;
    } finally {
      // Only now, however it ended, is the metrics file closed.
      if (recorded && config.report().html()) {
        directory.drawReport(console);
      }
      directory.release();
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
    try (TrainingTables tables = TrainingData.prepare(config, spark, cores, console)) {
      NetworkSpec spec = networkSpec(tables.encoding());
      Network network = Network.of(spec);
      SparkPreflight.require(
          context, network, tables.train(), config.training().batchSize(tables.train().rows()));
      return train(directory, tables, network);
    }
  }

  /** Only now that the data is known can a network turn out not to fit it. */
  private NetworkSpec networkSpec(TableEncoding encoding) {
    try {
      return config.networkSpec(encoding.inputs(), outputs(encoding.target()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static int outputs(TargetEncoding target) {
    return target instanceof TargetEncoding.Classes classes
        ? classes.classes().size()
        : target.width();
  }

  private ExitCode train(RunDirectory directory, TrainingTables tables, Network network)
      throws IOException {
    int batchSize = config.training().batchSize(tables.train().rows());
    BatchSampler sampler =
        new BatchSampler(config.seed(), tables.train().rows(), tables.train().count(), batchSize);
    LoopSettings settings = new LoopSettings(config, sampler, network);
    RunReport report = new RunReport(config, context, tables, network, batchSize, begin);
    console.line("network", settings.networkLine());
    console.line("training", settings.trainingLine());
    Optimizer optimizer =
        config.training().toOptimizer(sampler.stepsPerEpoch(), DecayedWeights.of(network.layout()));
    Checkpoints checkpoints =
        new Checkpoints(
            config.checkpoint(),
            Checkpoints.settings(config, tables.encoding(), network, sampler, optimizer),
            Optional.of(tables.train().fingerprint()),
            directory,
            hadoop);
    // Before anything is written: a checkpoint that does not fit leaves nothing behind.
    Optional<Checkpoint> resumed = checkpoints.toResume(console, sampler, network);
    recorded = true;
    try (Recorders recorders =
            Recorders.begin(
                settings,
                directory,
                resumed.map(Checkpoint::step),
                tables.validation().map(rows -> tables.encoding().target()),
                console,
                report.timer());
        AdaptiveGradientSource source = gradientSource(settings, tables);
        Saving saving = checkpoints.saving()) {
      report.runBy(source);
      TrainingParts parts =
          recorders
              .follow(TrainingParts.of(settings.training(), sampler, source, optimizer))
              .withListener(report)
              .withStopRequested(stopRequested);
      parts = settings.health().map(parts::withHealth).orElse(parts);
      if (tables.validation().isPresent()) {
        parts = withValidation(parts, tables.validation().get(), tables, network);
      }
      parts = saving.into(parts);
      return finish(directory, tables, network, report, parts, resumed, saving);
    }
  }

  private AdaptiveGradientSource gradientSource(LoopSettings settings, TrainingTables tables) {
    return new AdaptiveGradientSource(
        config.execution(),
        context,
        tables.train(),
        settings.network().spec(),
        settings.sampler(),
        config.seed(),
        Gemms.name(),
        settings.measuring());
  }

  private TrainingParts withValidation(
      TrainingParts parts, Shards rows, TrainingTables tables, Network network) {
    ValidationJobs validation = new ValidationJobs(context.sc(), evaluator(rows, network));
    return parts
        .withListener(validation)
        .withValidation(new Validation(validation, tables.encoding().target()));
  }

  private SparkEvaluator evaluator(Shards shards, Network network) {
    return new SparkEvaluator(context, shards, network.spec(), Gemms.name());
  }

  private ExitCode finish(
      RunDirectory directory,
      TrainingTables tables,
      Network network,
      RunReport report,
      TrainingParts parts,
      Optional<Checkpoint> resumed,
      Saving saving)
      throws IOException {
    TrainingLoop loop = new TrainingLoop(parts, report.timer());
    report.beginTraining();
    TrainingResult result;
    try {
      result =
          resumed.isPresent()
              ? resume(loop, resumed.get())
              : loop.run(network.initialWeights(config.seed()));
    } catch (DivergedException diverged) {
      report.write(directory, diverged, hadoop);
      console.line("kept", "the last good weights, in " + directory);
      throw diverged;
    } catch (ClusterException failed) {
      throw withCheckpoint(failed, parts.checkpoints(), directory);
    }
    Optional<Evaluation> test =
        result.status() == TrainingResult.Status.INTERRUPTED
            ? Optional.empty()
            : tables.test().map(rows -> report.timed(() -> test(rows, tables, network, result)));
    report.write(directory, result, test, hadoop);
    report.print(console, directory, result, test);
    saving.end(result.status(), console);
    if (result.status() == TrainingResult.Status.INTERRUPTED) {
      throw new InterruptedRun(result.steps(), directory);
    }
    return ExitCode.OK;
  }

  /** Tells where to go on, if there is a checkpoint. */
  private static ClusterException withCheckpoint(
      ClusterException failed, Optional<CheckpointStore> store, RunDirectory directory) {
    try {
      return store
          .flatMap(CheckpointStore::latest)
          .map(
              last ->
                  new ClusterException(
                      failed.getMessage()
                          + "; the last checkpoint, after step "
                          + last.step()
                          + ", is in "
                          + directory.checkpoints()
                          + ": the same command goes on from it",
                      failed))
          .orElse(failed);
    } catch (RuntimeException unreadable) {
      failed.addSuppressed(unreadable);
      return failed;
    }
  }

  private Evaluation test(
      Shards rows, TrainingTables tables, Network network, TrainingResult result) {
    return JobDescription.during(
            context.sc(),
            "test of the weights after " + result.weightsStep() + " steps",
            () -> evaluator(rows, network).evaluate(result.weights()))
        .toEvaluation(tables.encoding().target());
  }

  private static TrainingResult resume(TrainingLoop loop, Checkpoint checkpoint) {
    try {
      return loop.resume(checkpoint);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}

package tributary.ml;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import tributary.data.BatchSampler;
import tributary.data.ColumnEncoding;
import tributary.data.TableEncoding;
import tributary.data.TargetEncoding;
import tributary.io.BuildVersion;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.linalg.Gemms;
import tributary.nn.Network;
import tributary.nn.NetworkSpec;
import tributary.optim.Optimizer;
import tributary.spark.AdaptiveGradientSource;
import tributary.spark.ClusterException;
import tributary.spark.ShellInterrupt;
import tributary.spark.SparkEvaluator;
import tributary.spark.SparkPreflight;
import tributary.spark.ValidationJobs;
import tributary.train.DecayedWeights;
import tributary.train.DivergedException;
import tributary.train.HealthConfig;
import tributary.train.HealthPlan;
import tributary.train.StepTimer;
import tributary.train.TrainingLoop;
import tributary.train.TrainingParts;
import tributary.train.TrainingResult;
import tributary.train.Validation;

/** One training from a data frame to a model: prepares, trains, and sums up. */
final class Fit {
  /** Steps between two that are measured. */
  private static final int MEASURE_EVERY = 20;

  private final FitSettings settings;
  private final JavaSparkContext context;
  private final FitProgress progress;
  private final long begin = System.nanoTime();

  Fit(FitSettings settings, Dataset<Row> table) {
    this.settings = settings;
    this.context = JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
    this.progress = new FitProgress(settings.estimator(), settings.progress());
  }

  /**
   * @throws TableException if the table cannot be used
   * @throws IllegalArgumentException if the settings do not fit it
   * @throws DivergedException if the loss or a gradient is no longer finite
   * @throws ClusterException if Spark cannot do the work, or was told to stop it
   */
  FittedModel run(Dataset<Row> table) {
    List<String> problems = SparkPreflight.configurationProblems(context);
    if (!problems.isEmpty()) {
      throw new ClusterException(
          "Spark is not set up for a fit:\n  - " + String.join("\n  - ", problems), null);
    }
    int cores = SparkPreflight.availableCores(context);
    try (ShellInterrupt ctrlC = ShellInterrupt.watch(context);
        SharedTables.Lease lease = SharedTables.lease(source(table, cores))) {
      FittedModel model = train(lease.tables(), ctrlC);
      lease.done();
      return model;
    }
  }

  private SharedTables.Source source(Dataset<Row> table, int cores) {
    Dataset<Row> training = table;
    HeldOut validation =
        settings.validationFraction() > 0
            ? HeldOut.fraction(settings.validationFraction())
            : HeldOut.none();
    if (settings.indicator().isPresent()) {
      Column held = held(settings.indicator().get());
      training = table.filter(functions.not(held));
      validation = HeldOut.table(table.filter(held));
    }
    return new SharedTables.Source(
        table,
        training,
        validation,
        settings.roles(),
        settings.seed(),
        settings.indicator(),
        settings.storageLevel(),
        new SharedTables.Cut(settings.shards(), settings.tasks(), cores, settings.batchSize()));
  }

  /** A row of which it is not known where it belongs must not get lost in between. */
  private static Column held(String indicator) {
    Column column = functions.col("`" + indicator.replace("`", "``") + "`");
    return functions
        .when(
            column.isNull(),
            functions.raise_error(
                functions.lit(
                    "column '"
                        + indicator
                        + "': the validation indicator is null in a row; expected true or false")))
        .otherwise(column);
  }

  private FittedModel train(TrainingTables tables, ShellInterrupt ctrlC) {
    NetworkSpec spec = settings.network().of(tables.encoding().inputs(), outputs(tables));
    Network network = Network.of(spec);
    int batchSize = settings.batchSize(tables.train().rows());
    SparkPreflight.require(context, network, tables.train(), batchSize);
    BatchSampler sampler =
        new BatchSampler(settings.seed(), tables.train().rows(), tables.train().count(), batchSize);
    long stepsPerEpoch = sampler.stepsPerEpoch();
    Optimizer optimizer =
        settings
            .optimizer()
            .toOptimizer(
                stepsPerEpoch, settings.steps(stepsPerEpoch), DecayedWeights.of(network.layout()));
    float[] initial =
        settings.initial() == null
            ? network.initialWeights(settings.seed())
            : settings.initial().require(spec, tables.encoding(), settings.labels());
    progress.begin(tables, spec, settings.training().epochs());
    SummaryListener seen = new SummaryListener();
    StepTimer timer = new StepTimer();
    try (AdaptiveGradientSource source =
        new AdaptiveGradientSource(
            settings.execution(),
            context,
            tables.train(),
            spec,
            sampler,
            settings.seed(),
            Gemms.name(),
            new HealthConfig(MEASURE_EVERY))) {
      TrainingParts parts =
          TrainingParts.of(settings.training(), sampler, source, optimizer)
              .withListener(seen)
              .withListener(progress)
              .withHealth(HealthPlan.of(network, 0).withHistogramsEvery(0))
              .withStopRequested(() -> interrupted() || ctrlC.requested());
      TrainingResult result =
          new TrainingLoop(withValidation(parts, tables, spec), timer).run(initial);
      if (result.status() == TrainingResult.Status.INTERRUPTED) {
        throw new ClusterException(
            settings.estimator() + ": interrupted after " + result.steps() + " steps", null);
      }
      return fitted(tables, network, batchSize, seen, source, result);
    }
  }

  private static boolean interrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private TrainingParts withValidation(
      TrainingParts parts, TrainingTables tables, NetworkSpec spec) {
    if (tables.validation().isEmpty()) {
      return parts;
    }
    ValidationJobs jobs =
        new ValidationJobs(
            context.sc(),
            new SparkEvaluator(context, tables.validation().get(), spec, Gemms.name()));
    return parts
        .withListener(jobs)
        .withValidation(new Validation(jobs, tables.encoding().target()));
  }

  private FittedModel fitted(
      TrainingTables tables,
      Network network,
      int batchSize,
      SummaryListener seen,
      AdaptiveGradientSource source,
      TrainingResult result) {
    TableEncoding encoding = tables.encoding();
    Map<String, Double> metrics = new TreeMap<>();
    result.trainLoss().ifPresent(loss -> metrics.put("train.loss", loss));
    result
        .validation()
        .ifPresent(
            v -> v.byName().forEach((name, value) -> metrics.put("validation." + name, value)));
    Provenance provenance =
        new Provenance(
            new Provenance.Data(
                List.of(),
                tables.train().rows(),
                encoding.features().stream().map(ColumnEncoding::name).toList()),
            settings.configuration(),
            settings.seed(),
            tables.train().count(),
            result.epochs(),
            result.weightsStep(),
            new Provenance.Software(
                BuildVersion.current(),
                context.version(),
                Runtime.version().toString(),
                Gemms.name()),
            Instant.now());
    ModelDescription description =
        ModelDescription.of(network.spec(), encoding, metrics, provenance, result.weights());
    TrainingSummary summary =
        seen.summary(
            result,
            new SummaryFacts(
                settings.estimator(),
                description.weightsSha256(),
                tables.train().rows(),
                tables.validation().map(v -> v.rows()).orElse(0L),
                tables.skipped().stream().mapToLong(SkipReport::rows).sum(),
                network.layout().size(),
                batchSize,
                tables.train().count(),
                source.describe(),
                (System.nanoTime() - begin) / 1e9),
            tables.warnings());
    progress.end(summary);
    return new FittedModel(description, result.weights(), settings.labels(), Optional.of(summary));
  }

  private static int outputs(TrainingTables tables) {
    TargetEncoding target = tables.encoding().target();
    return target instanceof TargetEncoding.Classes classes
        ? classes.classes().size()
        : target.width();
  }
}

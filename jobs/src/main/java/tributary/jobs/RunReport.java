package tributary.jobs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import tributary.data.ColumnEncoding;
import tributary.io.ModelDescription;
import tributary.io.Provenance;
import tributary.io.Redaction;
import tributary.io.WeightsHash;
import tributary.jobs.config.RunConfig;
import tributary.linalg.Gemms;
import tributary.ml.ModelDirectory;
import tributary.ml.TrainingTables;
import tributary.nn.Network;
import tributary.spark.AdaptiveGradientSource;
import tributary.train.Alarm;
import tributary.train.BestWeights;
import tributary.train.DivergedException;
import tributary.train.Evaluation;
import tributary.train.NonFiniteReport;
import tributary.train.StepReport;
import tributary.train.StepTimer;
import tributary.train.TimeLedger;
import tributary.train.TrainingListener;
import tributary.train.TrainingResult;
import tributary.train.UnitsReport;
import tributary.train.UnitsReport.DeadUnits;

/**
 * Follows a training and turns what it came to into the run directory's model and summary, and the
 * last lines on the console.
 */
final class RunReport implements TrainingListener {
  private final RunConfig config;
  private final JavaSparkContext context;
  private final TrainingTables tables;
  private final Network network;
  private final int batchSize;
  private final long begin;
  private final StepTimer timer = new StepTimer();
  private Optional<AdaptiveGradientSource> source = Optional.empty();
  private long prepareNanos;
  private long testNanos;
  private TimeLedger ledger = TimeLedger.NONE;
  private List<DeadUnits> deadUnits = List.of();
  private long clippedSteps;
  private long nonFiniteSteps;
  private long alarmsRaised;
  private long steps;

  RunReport(
      RunConfig config,
      JavaSparkContext context,
      TrainingTables tables,
      Network network,
      int batchSize,
      long begin) {
    this.config = config;
    this.context = context;
    this.tables = tables;
    this.network = network;
    this.batchSize = batchSize;
    this.begin = begin;
  }

  /** Told where the time of each step goes. */
  StepTimer timer() {
    return timer;
  }

  /** Who computes the gradients. */
  void runBy(AdaptiveGradientSource gradients) {
    source = Optional.of(gradients);
  }

  /** Everything until now was preparation. */
  void beginTraining() {
    prepareNanos = System.nanoTime() - begin;
  }

  @Override
  public void onStep(StepReport report) {
    steps++;
    clippedSteps += report.clipped() ? 1 : 0;
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    nonFiniteSteps++;
  }

  @Override
  public void onAlarm(Alarm alarm) {
    alarmsRaised += alarm.raised() ? 1 : 0;
  }

  @Override
  public void onUnits(UnitsReport report) {
    deadUnits = report.layers();
  }

  @Override
  public void onEnd(TimeLedger whole) {
    ledger = whole;
  }

  Evaluation timed(Supplier<Evaluation> test) {
    long start = System.nanoTime();
    Evaluation evaluation = test.get();
    testNanos += System.nanoTime() - start;
    return evaluation;
  }

  void write(
      RunDirectory directory,
      TrainingResult result,
      Optional<Evaluation> test,
      Configuration hadoop)
      throws IOException {
    Map<String, Double> metrics = new TreeMap<>();
    result.trainLoss().ifPresent(loss -> metrics.put("train.loss", loss));
    result.validation().ifPresent(v -> add(metrics, "validation", v));
    test.ifPresent(t -> add(metrics, "test", t));
    write(directory, result.weights(), metrics, result.epochs(), result.weightsStep(), hadoop);
    write(
        directory,
        new Outcome(
            word(result.status()),
            result.steps(),
            result.epochs(),
            result.trainLoss(),
            result.validation(),
            test,
            result.weights(),
            result.examples(),
            result.trainSeconds(),
            result.evaluateSeconds()));
  }

  void write(RunDirectory directory, DivergedException diverged, Configuration hadoop)
      throws IOException {
    float[] weights = diverged.best().map(BestWeights::weights).orElseGet(diverged::weights);
    int epochs = diverged.step().epoch();
    long steps = diverged.step().number();
    write(directory, weights, Map.of(), epochs, steps, hadoop);
    write(
        directory,
        new Outcome(
            "diverged",
            steps,
            epochs,
            diverged.lastFiniteLoss(),
            Optional.empty(),
            Optional.empty(),
            weights,
            0,
            (System.nanoTime() - begin - prepareNanos) / 1e9,
            0));
  }

  private void write(
      RunDirectory directory,
      float[] weights,
      Map<String, Double> metrics,
      int epochs,
      long steps,
      Configuration hadoop)
      throws IOException {
    Provenance provenance =
        new Provenance(
            new Provenance.Data(
                config.data().path().stream().map(Redaction::text).toList(),
                tables.train().rows(),
                tables.encoding().features().stream().map(ColumnEncoding::name).toList()),
            config.render(),
            config.seed(),
            tables.train().count(),
            epochs,
            steps,
            new Provenance.Software(
                Version.current(), context.version(), Runtime.version().toString(), Gemms.name()),
            Instant.now());
    ModelDescription model =
        ModelDescription.of(network.spec(), tables.encoding(), metrics, provenance, weights);
    ModelDirectory.write(directory.model(), model, weights, hadoop);
  }

  private record Outcome(
      String status,
      long steps,
      int epochs,
      OptionalDouble trainLoss,
      Optional<Evaluation> validation,
      Optional<Evaluation> test,
      float[] weights,
      long examples,
      double trainSeconds,
      double evaluateSeconds) {}

  private void write(RunDirectory directory, Outcome outcome) throws IOException {
    Summary summary =
        new Summary(
            outcome.status(),
            outcome.steps(),
            outcome.epochs(),
            tables.train().rows(),
            tables.skipped(),
            network.layout().size(),
            batchSize,
            tables.train().count(),
            config.seed(),
            outcome.trainLoss(),
            outcome.validation(),
            outcome.test(),
            WeightsHash.sha256(outcome.weights()),
            outcome.examples() == 0 ? 0 : outcome.examples() / outcome.trainSeconds(),
            new Summary.Seconds(
                (System.nanoTime() - begin) / 1e9,
                prepareNanos / 1e9,
                outcome.trainSeconds(),
                outcome.evaluateSeconds() + testNanos / 1e9),
            ledger,
            new Summary.Health(
                deadUnits,
                steps == 0 ? 0 : (double) clippedSteps / steps,
                nonFiniteSteps,
                alarmsRaised),
            Gemms.describe(),
            new Summary.SparkFacts(context.version(), context.master(), executors(), execution()),
            Summary.Environment.here(),
            Version.current());
    directory.write("summary.json", summary.json());
  }

  /** Without the driver, which Spark counts among them, unless it is all there is. */
  private int executors() {
    return Math.max(1, context.sc().statusTracker().getExecutorInfos().length - 1);
  }

  private String execution() {
    return source.map(s -> s.execution().name().toLowerCase(Locale.ROOT)).orElse("");
  }

  private static void add(Map<String, Double> metrics, String name, Evaluation evaluation) {
    evaluation.byName().forEach((metric, value) -> metrics.put(name + "." + metric, value));
  }

  private static String word(TrainingResult.Status status) {
    return switch (status) {
      case COMPLETED -> "completed";
      case EARLY_STOPPED -> "early-stopped";
      case INTERRUPTED -> "interrupted";
    };
  }

  void print(
      Console console, RunDirectory directory, TrainingResult result, Optional<Evaluation> test) {
    console.line(
        word(result.status()),
        String.format(
            Locale.ROOT,
            "%,d steps in %.1f s (%,.0f examples/s), %.1f s in all",
            result.steps(),
            result.trainSeconds(),
            result.examples() / result.trainSeconds(),
            (System.nanoTime() - begin) / 1e9));
    result
        .validation()
        .ifPresent(
            v ->
                console.line(
                    "validation",
                    v.describe() + " (weights after step " + result.weightsStep() + ")"));
    test.ifPresent(t -> console.line("test", t.describe()));
    source.ifPresent(s -> console.line("execution", s.describe()));
    console.line("time", TimeLine.of(ledger));
    console.line("weights", "sha256 " + WeightsHash.sha256(result.weights()));
    console.line("run", directory.toString());
  }
}

package tributary.jobs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.ml.SkipReport;
import tributary.train.Evaluation;
import tributary.train.TimeLedger;
import tributary.train.UnitsReport.DeadUnits;

/**
 * {@code summary.json}: what a run came to, for people and tools.
 *
 * @param status completed, early-stopped, interrupted or diverged
 * @param skipped which rows were left out of the tables
 * @param trainLoss of the last epoch; empty if no step was made
 */
record Summary(
    String status,
    long steps,
    int epochs,
    long rows,
    List<SkipReport> skipped,
    int parameters,
    int batchSize,
    int shards,
    long seed,
    OptionalDouble trainLoss,
    Optional<Evaluation> validation,
    Optional<Evaluation> test,
    String weightsSha256,
    double examplesPerSecond,
    Seconds seconds,
    TimeLedger ledger,
    Health health,
    String gemm,
    SparkFacts spark,
    Environment environment,
    String version) {

  /** Where the time of the whole command went. */
  record Seconds(double total, double prepare, double train, double evaluate) {
    JsonValue json() {
      return new JsonObjectBuilder()
          .put("total", total())
          .put("prepare", prepare())
          .put("train", train())
          .put("evaluate", evaluate())
          .build();
    }
  }

  /**
   * How healthy the training was.
   *
   * @param deadUnits of the last window; empty if there was none
   * @param clipRate the share of steps whose gradient was clipped
   * @param nonFiniteSteps how many were skipped, rolled back or the end of the run
   * @param alarms how many were raised
   */
  record Health(List<DeadUnits> deadUnits, double clipRate, long nonFiniteSteps, long alarms) {
    JsonValue json() {
      return new JsonObjectBuilder()
          .putAll("deadUnits", deadUnits(), Metrics::deadUnits)
          .put("clipRate", clipRate())
          .put("nonFiniteSteps", nonFiniteSteps())
          .put("alarms", alarms())
          .build();
    }
  }

  /**
   * The machine that the driver ran on.
   *
   * @param memory the most that the driver's heap may take, in bytes
   */
  record Environment(String java, String os, int processors, long memory) {
    JsonValue json() {
      return new JsonObjectBuilder()
          .put("java", java())
          .put("os", os())
          .put("processors", processors())
          .put("memory", memory())
          .build();
    }

    static Environment here() {
      return new Environment(
          Runtime.version().toString(),
          System.getProperty("os.name") + " " + System.getProperty("os.arch"),
          Runtime.getRuntime().availableProcessors(),
          Runtime.getRuntime().maxMemory());
    }
  }

  /**
   * The Spark that it ran on.
   *
   * @param execution how the last steps were run: job or resident
   */
  record SparkFacts(String version, String master, int executors, String execution) {
    JsonValue json() {
      return new JsonObjectBuilder()
          .put("version", version())
          .put("master", master())
          .put("executors", executors())
          .put("execution", execution())
          .build();
    }
  }

  String json() {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("status", status)
            .put("steps", steps)
            .put("epochs", epochs)
            .put("rows", rows)
            .putAll("skipped", skipped, Summary::skipped)
            .put("parameters", parameters)
            .put("batchSize", batchSize)
            .put("shards", shards)
            .put("seed", seed)
            .put("trainLoss", number(trainLoss));
    validation.ifPresent(v -> json.put("validation", Metrics.evaluation(v)));
    test.ifPresent(t -> json.put("test", Metrics.evaluation(t)));
    json.put("weightsSha256", weightsSha256)
        .put("examplesPerSecond", examplesPerSecond)
        .put("seconds", seconds.json())
        .put("ledger", ledgerJson())
        .put("health", health.json())
        .put("gemm", gemm)
        .put("spark", spark.json())
        .put("environment", environment.json())
        .put("version", version);
    return Json.indented(json.build());
  }

  private static JsonValue skipped(SkipReport report) {
    return new JsonObjectBuilder()
        .put("table", report.table())
        .put("rows", report.rows())
        .put("of", report.of())
        .putAll("columns", report.columns(), Summary::skipped)
        .build();
  }

  private static JsonValue skipped(SkipReport.Column column) {
    return new JsonObjectBuilder()
        .put("column", column.name())
        .put("rows", column.rows())
        .put("firstRow", column.firstRow())
        .put("found", column.found())
        .build();
  }

  private JsonValue ledgerJson() {
    JsonObjectBuilder json = new JsonObjectBuilder();
    Metrics.put(json, ledger);
    return json.put("verdict", ledger.verdict()).build();
  }

  private static JsonValue number(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? new JsonValue.JsonDouble(value.getAsDouble())
        : JsonValue.JsonNull.NULL;
  }
}

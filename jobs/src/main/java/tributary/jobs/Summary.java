package tributary.jobs;

import java.util.Optional;
import java.util.OptionalDouble;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.train.Evaluation;
import tributary.train.StepTimer;

/**
 * {@code summary.json}: what a run came to, for people and tools.
 *
 * @param status completed, early-stopped, interrupted or diverged
 * @param trainLoss of the last epoch; empty if no step was made
 */
record Summary(
    String status,
    long steps,
    int epochs,
    long rows,
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
    String gemm,
    SparkFacts spark,
    String version) {

  /** Where the time went: of the whole command, and of the steps by what they waited for. */
  record Seconds(double total, double prepare, double train, double evaluate, StepTimer steps) {}

  /** The Spark that it ran on. */
  record SparkFacts(String version, String master, int executors) {}

  String json() {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("status", status)
            .put("steps", steps)
            .put("epochs", epochs)
            .put("rows", rows)
            .put("parameters", parameters)
            .put("batchSize", batchSize)
            .put("shards", shards)
            .put("seed", seed)
            .put("trainLoss", number(trainLoss));
    validation.ifPresent(v -> json.put("validation", evaluation(v)));
    test.ifPresent(t -> json.put("test", evaluation(t)));
    json.put("weightsSha256", weightsSha256)
        .put("examplesPerSecond", examplesPerSecond)
        .put(
            "seconds",
            new JsonObjectBuilder()
                .put("total", seconds.total())
                .put("prepare", seconds.prepare())
                .put("train", seconds.train())
                .put("evaluate", seconds.evaluate())
                .put("broadcast", seconds.steps().broadcast() / 1e9)
                .put("compute", seconds.steps().compute() / 1e9)
                .put("aggregate", seconds.steps().aggregate() / 1e9)
                .put("update", seconds.steps().update() / 1e9)
                .build())
        .put("gemm", gemm)
        .put(
            "spark",
            new JsonObjectBuilder()
                .put("version", spark.version())
                .put("master", spark.master())
                .put("executors", spark.executors())
                .build())
        .put("version", version);
    return Json.indented(json.build());
  }

  static JsonValue evaluation(Evaluation evaluation) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("examples", evaluation.examples())
            .put("loss", evaluation.loss());
    evaluation.accuracy().ifPresent(v -> json.put("accuracy", v));
    evaluation.auc().ifPresent(v -> json.put("auc", v));
    evaluation.r2().ifPresent(v -> json.put("r2", v));
    evaluation.rmse().ifPresent(v -> json.put("rmse", v));
    evaluation.mae().ifPresent(v -> json.put("mae", v));
    return json.build();
  }

  private static JsonValue number(OptionalDouble value) {
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? new JsonValue.JsonDouble(value.getAsDouble())
        : JsonValue.JsonNull.NULL;
  }
}

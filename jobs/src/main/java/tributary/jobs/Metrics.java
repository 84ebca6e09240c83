package tributary.jobs;

import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.train.Evaluation;
import tributary.train.TimeLedger;
import tributary.train.UnitsReport.DeadUnits;

/** The values that {@code metrics.jsonl} and {@code summary.json} have in common, as JSON. */
final class Metrics {
  private Metrics() {}

  /** JSON knows no NaN and no infinity. */
  static JsonValue number(double value) {
    return Double.isFinite(value) ? new JsonValue.JsonDouble(value) : JsonValue.JsonNull.NULL;
  }

  static JsonValue evaluation(Evaluation evaluation) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    put(json, evaluation);
    return json.build();
  }

  static void put(JsonObjectBuilder json, Evaluation evaluation) {
    json.put("examples", evaluation.examples()).put("loss", number(evaluation.loss()));
    evaluation.accuracy().ifPresent(v -> json.put("accuracy", number(v)));
    evaluation.auc().ifPresent(v -> json.put("auc", number(v)));
    evaluation.r2().ifPresent(v -> json.put("r2", number(v)));
    evaluation.rmse().ifPresent(v -> json.put("rmse", number(v)));
    evaluation.mae().ifPresent(v -> json.put("mae", number(v)));
  }

  static JsonValue deadUnits(DeadUnits layer) {
    return new JsonObjectBuilder()
        .put("layer", layer.layer())
        .put("units", layer.units())
        .put("dead", layer.dead())
        .build();
  }

  static void put(JsonObjectBuilder json, TimeLedger ledger) {
    json.put("steps", ledger.steps())
        .put(
            "seconds",
            new JsonObjectBuilder()
                .put("scheduling", ledger.scheduling())
                .put("broadcast", ledger.broadcast())
                .put("compute", ledger.compute())
                .put("waiting", ledger.waiting())
                .put("aggregation", ledger.aggregation())
                .put("update", ledger.update())
                .put("evaluation", ledger.evaluation())
                .put("other", ledger.other())
                .build())
        .put("garbageCollection", ledger.garbageCollection());
  }
}

package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tributary.io.JsonFields;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonObject;
import tributary.io.ModelFormatException;
import tributary.train.Evaluation;
import tributary.train.TimeLedger;
import tributary.train.UnitsReport.DeadUnits;

/** The summary of a training as JSON. */
final class SummaryFormat {
  private SummaryFormat() {}

  static JsonObject encode(TrainingSummary summary) {
    SummaryFacts facts = summary.facts();
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("estimator", facts.estimator())
            .put("weightsSha256", facts.weightsSha256())
            .put("rows", facts.rows())
            .put("validationRows", facts.validationRows())
            .put("skippedRows", facts.skippedRows())
            .put("parameters", facts.parameters())
            .put("batchSize", facts.batchSize())
            .put("shards", facts.shards())
            .put("execution", facts.execution())
            .put("seconds", facts.seconds())
            .put("status", summary.status())
            .put("steps", summary.steps())
            .put("weightsStep", summary.weightsStep());
    summary.validation().ifPresent(v -> json.put("validation", encode(v)));
    return json.putAll("epochs", summary.epochs(), SummaryFormat::encode)
        .put("ledger", encode(summary.ledger()))
        .put("health", encode(summary.health()))
        .putStrings("warnings", summary.warnings())
        .build();
  }

  static TrainingSummary decode(JsonFields fields) throws ModelFormatException {
    SummaryFacts facts =
        new SummaryFacts(
            fields.string("estimator"),
            fields.string("weightsSha256"),
            fields.integer("rows"),
            fields.integer("validationRows"),
            // Older summaries are of tables that were refused rather than thinned out.
            fields.has("skippedRows") ? fields.integer("skippedRows") : 0,
            fields.count("parameters"),
            fields.count("batchSize"),
            fields.count("shards"),
            fields.string("execution"),
            fields.anyNumber("seconds"));
    List<TrainingSummary.Epoch> epochs = new ArrayList<>();
    for (JsonFields epoch : fields.objects("epochs")) {
      epochs.add(epoch(epoch));
    }
    TrainingSummary summary =
        new TrainingSummary(
            facts,
            fields.string("status"),
            fields.integer("steps"),
            fields.integer("weightsStep"),
            validation(fields),
            epochs,
            ledger(fields.object("ledger")),
            health(fields.object("health")),
            fields.strings("warnings"));
    fields.end();
    return summary;
  }

  private static JsonObject encode(TrainingSummary.Epoch epoch) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("epoch", epoch.epoch())
            .put("steps", epoch.steps())
            .putAnyNumber("trainLoss", epoch.trainLoss());
    epoch.validation().ifPresent(v -> json.put("validation", encode(v)));
    return json.putAnyNumber("gradientNorm", epoch.gradientNorm())
        .putAnyNumber("examplesPerSecond", epoch.examplesPerSecond())
        .build();
  }

  private static TrainingSummary.Epoch epoch(JsonFields fields) throws ModelFormatException {
    TrainingSummary.Epoch epoch =
        new TrainingSummary.Epoch(
            fields.count("epoch"),
            fields.integer("steps"),
            fields.anyNumber("trainLoss"),
            validation(fields),
            fields.anyNumber("gradientNorm"),
            fields.anyNumber("examplesPerSecond"));
    fields.end();
    return epoch;
  }

  private static JsonObject encode(Evaluation evaluation) {
    JsonObjectBuilder json = new JsonObjectBuilder().put("examples", evaluation.examples());
    for (Map.Entry<String, Double> metric : evaluation.byName().entrySet()) {
      json.putAnyNumber(metric.getKey(), metric.getValue());
    }
    return json.build();
  }

  private static Optional<Evaluation> validation(JsonFields fields) throws ModelFormatException {
    if (!fields.has("validation")) {
      return Optional.empty();
    }
    JsonFields evaluation = fields.object("validation");
    Evaluation decoded =
        new Evaluation(
            evaluation.integer("examples"),
            evaluation.anyNumber("loss"),
            metric(evaluation, "accuracy"),
            metric(evaluation, "auc"),
            metric(evaluation, "r2"),
            metric(evaluation, "rmse"),
            metric(evaluation, "mae"));
    evaluation.end();
    return Optional.of(decoded);
  }

  private static OptionalDouble metric(JsonFields fields, String name) throws ModelFormatException {
    return fields.has(name) ? OptionalDouble.of(fields.anyNumber(name)) : OptionalDouble.empty();
  }

  private static JsonObject encode(TimeLedger ledger) {
    return new JsonObjectBuilder()
        .put("steps", ledger.steps())
        .put("scheduling", ledger.scheduling())
        .put("broadcast", ledger.broadcast())
        .put("compute", ledger.compute())
        .put("waiting", ledger.waiting())
        .put("aggregation", ledger.aggregation())
        .put("update", ledger.update())
        .put("evaluation", ledger.evaluation())
        .put("other", ledger.other())
        .put("garbageCollection", ledger.garbageCollection())
        .build();
  }

  private static TimeLedger ledger(JsonFields fields) throws ModelFormatException {
    TimeLedger ledger =
        new TimeLedger(
            fields.integer("steps"),
            fields.number("scheduling"),
            fields.number("broadcast"),
            fields.number("compute"),
            fields.number("waiting"),
            fields.number("aggregation"),
            fields.number("update"),
            fields.number("evaluation"),
            fields.number("other"),
            fields.number("garbageCollection"));
    fields.end();
    return ledger;
  }

  private static JsonObject encode(TrainingSummary.Health health) {
    return new JsonObjectBuilder()
        .putAll("deadUnits", health.deadUnits(), SummaryFormat::encode)
        .put("clipRate", health.clipRate())
        .put("nonFiniteSteps", health.nonFiniteSteps())
        .putStrings("alarms", health.alarms())
        .build();
  }

  private static JsonObject encode(DeadUnits layer) {
    return new JsonObjectBuilder()
        .put("layer", layer.layer())
        .put("units", layer.units())
        .put("dead", layer.dead())
        .build();
  }

  private static TrainingSummary.Health health(JsonFields fields) throws ModelFormatException {
    List<DeadUnits> deadUnits = new ArrayList<>();
    for (JsonFields layer : fields.objects("deadUnits")) {
      deadUnits.add(
          new DeadUnits(layer.string("layer"), layer.count("units"), layer.count("dead")));
      layer.end();
    }
    TrainingSummary.Health health =
        new TrainingSummary.Health(
            deadUnits,
            fields.number("clipRate"),
            fields.integer("nonFiniteSteps"),
            fields.strings("alarms"));
    fields.end();
    return health;
  }
}

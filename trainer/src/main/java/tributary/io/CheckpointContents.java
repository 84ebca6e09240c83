package tributary.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import tributary.io.CheckpointFormat.Contents;
import tributary.io.JsonValue.JsonObject;
import tributary.train.BestWeights;
import tributary.train.Checkpoint;
import tributary.train.EpochSums;
import tributary.train.Evaluation;
import tributary.train.Setbacks;

/** A training checkpoint as named arrays, and one JSON text for all that is not an array. */
final class CheckpointContents {
  private static final String WEIGHTS = "weights";
  private static final String BEST_WEIGHTS = "best.weights";
  private static final String SLOT = "optimizer.";
  private static final String STATE = "state";
  private static final String SETBACKS = "setbacks";
  private static final String SETTING = "setting.";

  private CheckpointContents() {}

  static Contents encode(Checkpoint checkpoint, Map<String, String> settings) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    tensors.put(WEIGHTS, checkpoint.weights());
    checkpoint.optimizerSlots().forEach((name, slot) -> tensors.put(SLOT + name, slot));
    checkpoint.best().ifPresent(best -> tensors.put(BEST_WEIGHTS, best.weights()));
    checkpoint.setbacks().good().ifPresent(good -> SetbackContents.putTensors(good, tensors));
    Map<String, String> metadata = new TreeMap<>();
    settings.forEach((name, value) -> metadata.put(SETTING + name, value));
    metadata.put(STATE, Json.compact(state(checkpoint)));
    return new Contents(tensors, metadata);
  }

  private static JsonObject state(Checkpoint checkpoint) {
    EpochSums epoch = checkpoint.epoch();
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("seed", checkpoint.seed())
            .put("rows", checkpoint.rows())
            .put("shards", checkpoint.shards())
            .put("batchSize", checkpoint.batchSize())
            .put("step", checkpoint.step())
            .putStrings("optimizerSlots", List.copyOf(checkpoint.optimizerSlots().keySet()))
            .put(
                "epoch",
                new JsonObjectBuilder()
                    .putAnyNumber("loss", epoch.loss())
                    .putAnyNumber("weight", epoch.weight())
                    .put("examples", epoch.examples())
                    .build())
            .putAnyNumber("lowestLoss", checkpoint.lowestLoss())
            .putAnyNumber("patienceLoss", checkpoint.patienceLoss())
            .put("waited", checkpoint.waited());
    checkpoint
        .best()
        .ifPresent(
            best ->
                json.put("bestStep", best.step()).put("bestEvaluation", encode(best.evaluation())));
    checkpoint.validation().ifPresent(last -> json.put("validation", encode(last)));
    if (!checkpoint.setbacks().equals(Setbacks.NONE)) {
      json.put(SETBACKS, SetbackContents.encode(checkpoint.setbacks()));
    }
    return json.build();
  }

  private static JsonObject encode(Evaluation evaluation) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("examples", evaluation.examples())
            .putAnyNumber("loss", evaluation.loss());
    evaluation.accuracy().ifPresent(value -> json.putAnyNumber("accuracy", value));
    evaluation.auc().ifPresent(value -> json.putAnyNumber("auc", value));
    evaluation.r2().ifPresent(value -> json.putAnyNumber("r2", value));
    evaluation.rmse().ifPresent(value -> json.putAnyNumber("rmse", value));
    evaluation.mae().ifPresent(value -> json.putAnyNumber("mae", value));
    return json.build();
  }

  static StoredCheckpoint decode(Contents contents) throws CheckpointFormatException {
    String state = contents.metadata().get(STATE);
    if (state == null) {
      throw new CheckpointFormatException(
          "metadata " + STATE + " is missing; the file is not a training checkpoint");
    }
    try {
      return new StoredCheckpoint(
          decode(contents.tensors(), JsonFields.of(STATE + ":", Json.parse(state))),
          settings(contents.metadata()),
          Optional.empty());
    } catch (JsonException | ModelFormatException e) {
      throw new CheckpointFormatException(e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(Map<String, String> metadata) {
    Map<String, String> settings = new TreeMap<>();
    metadata.forEach(
        (name, value) -> {
          if (name.startsWith(SETTING)) {
            settings.put(name.substring(SETTING.length()), value);
          }
        });
    return settings;
  }

  private static Checkpoint decode(Map<String, float[]> tensors, JsonFields fields)
      throws ModelFormatException, CheckpointFormatException {
    Map<String, float[]> slots = new LinkedHashMap<>();
    for (String name : fields.strings("optimizerSlots")) {
      slots.put(name, tensor(tensors, SLOT + name));
    }
    Checkpoint checkpoint =
        new Checkpoint(
            fields.integer("seed"),
            fields.integer("rows"),
            fields.count("shards"),
            fields.count("batchSize"),
            fields.integer("step"),
            tensor(tensors, WEIGHTS),
            slots,
            epoch(fields.object("epoch")),
            fields.anyNumber("lowestLoss"),
            fields.anyNumber("patienceLoss"),
            fields.count("waited"),
            best(tensors, fields),
            fields.has("validation")
                ? Optional.of(evaluation(fields.object("validation")))
                : Optional.empty(),
            fields.has(SETBACKS)
                ? SetbackContents.decode(tensors, fields.object(SETBACKS), slots.keySet())
                : Setbacks.NONE);
    fields.end();
    return checkpoint;
  }

  private static EpochSums epoch(JsonFields fields) throws ModelFormatException {
    EpochSums epoch =
        new EpochSums(
            fields.anyNumber("loss"), fields.anyNumber("weight"), fields.integer("examples"));
    fields.end();
    return epoch;
  }

  private static Optional<BestWeights> best(Map<String, float[]> tensors, JsonFields fields)
      throws ModelFormatException, CheckpointFormatException {
    if (!fields.has("bestStep")) {
      return Optional.empty();
    }
    return Optional.of(
        new BestWeights(
            fields.integer("bestStep"),
            tensor(tensors, BEST_WEIGHTS),
            evaluation(fields.object("bestEvaluation"))));
  }

  private static Evaluation evaluation(JsonFields fields) throws ModelFormatException {
    Evaluation evaluation =
        new Evaluation(
            fields.integer("examples"),
            fields.anyNumber("loss"),
            optional(fields, "accuracy"),
            optional(fields, "auc"),
            optional(fields, "r2"),
            optional(fields, "rmse"),
            optional(fields, "mae"));
    fields.end();
    return evaluation;
  }

  private static OptionalDouble optional(JsonFields fields, String name)
      throws ModelFormatException {
    return fields.has(name) ? OptionalDouble.of(fields.anyNumber(name)) : OptionalDouble.empty();
  }

  static float[] tensor(Map<String, float[]> tensors, String name)
      throws CheckpointFormatException {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new CheckpointFormatException(
          "tensor %s is missing; the file has %s".formatted(name, tensors.keySet()));
    }
    return values;
  }
}

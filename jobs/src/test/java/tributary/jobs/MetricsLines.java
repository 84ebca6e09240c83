package tributary.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** What {@code metrics.jsonl} says, turned into the curves that TensorBoard should show. */
final class MetricsLines {
  private final Map<String, Float> curves = new TreeMap<>();

  private MetricsLines() {}

  static List<JsonObject> read(Path file) throws IOException {
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add((JsonObject) Json.parse(line));
    }
    return lines;
  }

  /** The lines of one kind that a run has left. */
  static List<JsonObject> of(String kind, Path run) throws IOException {
    return read(run.resolve("metrics.jsonl")).stream().filter(line -> isOf(kind, line)).toList();
  }

  static boolean isOf(String kind, JsonObject line) {
    return ((JsonString) get(line, "kind")).value().equals(kind);
  }

  static long step(JsonObject line) {
    return (long) number(line, "step");
  }

  /** As {@link EventFiles#scalars}; what is not finite is NaN, since JSON has no other word. */
  static Map<String, Float> curves(Path file) throws IOException {
    MetricsLines curves = new MetricsLines();
    for (JsonObject line : read(file)) {
      switch (((JsonString) get(line, "kind")).value()) {
        case "step" -> curves.step(line, step(line));
        case "validation" -> curves.validation(line, step(line));
        case "units" -> curves.units(line, step(line));
        case "epoch" -> curves.epoch(line, (long) number(line, "steps") - 1);
        case "ledger" -> curves.ledger(line, step(line));
        default -> {}
      }
    }
    return curves.curves;
  }

  private void step(JsonObject line, long step) {
    put("train/loss", step, number(line, "loss"));
    put("train/learning_rate", step, number(line, "learningRate"));
    put("train/gradient_norm", step, number(line, "gradientNorm"));
    put("train/gradient_norm_clipped", step, number(line, "clippedNorm"));
    put("train/clip_rate", step, number(line, "clipRate"));
    put("train/examples_per_second", step, number(line, "examples") / number(line, "seconds"));
    for (JsonObject layer : objects(line, "layers")) {
      String name = text(layer, "layer");
      put("gradient_norm/" + name, step, number(layer, "gradientNorm"));
      put("gradient_rms/" + name, step, number(layer, "gradientRms"));
      put("weight_norm/" + name, step, number(layer, "weightNorm"));
      put("update_ratio/" + name, step, number(layer, "updateRatio"));
      if (layer.members().get("activation") instanceof JsonObject activation) {
        put("activation_mean/" + name, step, number(activation, "mean"));
        put("activation_deviation/" + name, step, number(activation, "deviation"));
        put("zero_share/" + name, step, number(activation, "zeroShare"));
      }
    }
  }

  private void validation(JsonObject line, long step) {
    for (String metric : List.of("loss", "accuracy", "auc", "r2", "rmse", "mae")) {
      if (line.members().containsKey(metric)) {
        put("validation/" + metric, step, number(line, metric));
      }
    }
  }

  private void units(JsonObject line, long step) {
    for (JsonObject layer : objects(line, "layers")) {
      put(
          "dead_share/" + text(layer, "layer"),
          step,
          number(layer, "dead") / number(layer, "units"));
    }
  }

  private void epoch(JsonObject line, long step) {
    put("epoch/train_loss", step, number(line, "trainLoss"));
    put("epoch/examples_per_second", step, number(line, "examplesPerSecond"));
  }

  private void ledger(JsonObject line, long step) {
    double steps = number(line, "steps");
    JsonObject seconds = (JsonObject) get(line, "seconds");
    for (String part : seconds.members().keySet()) {
      put("time/" + part, step, 1000 * number(seconds, part) / steps);
    }
    put("time/garbage_collection", step, 1000 * number(line, "garbageCollection") / steps);
  }

  private void put(String tag, long step, double value) {
    curves.put(EventFiles.at(tag, step), (float) value);
  }

  private static List<JsonObject> objects(JsonObject json, String key) {
    return json.members().get(key) instanceof JsonArray array
        ? array.items().stream().map(JsonObject.class::cast).toList()
        : List.of();
  }

  static double number(JsonObject json, String key) {
    JsonValue value = get(json, key);
    if (value instanceof JsonInteger whole) {
      return whole.value();
    }
    return value instanceof JsonNull ? Double.NaN : ((JsonDouble) value).value();
  }

  static String text(JsonObject json, String key) {
    return ((JsonString) get(json, key)).value();
  }

  private static JsonValue get(JsonObject json, String key) {
    return Objects.requireNonNull(json.members().get(key), key);
  }
}

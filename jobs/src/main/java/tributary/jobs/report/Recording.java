package tributary.jobs.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tributary.io.JsonValue.JsonObject;

/** What the metrics files tell, line by line, turned into series. */
final class Recording {
  private static final List<String> STEP_FIGURES =
      List.of("loss", "gradientNorm", "clippedNorm", "clipRate", "learningRate");
  private static final List<String> EVALUATION_FIGURES =
      List.of("loss", "accuracy", "auc", "r2", "rmse", "mae");
  private static final List<String> LAYER_FIGURES = List.of("gradientRms", "updateRatio");
  private static final List<String> ACTIVATION_FIGURES = List.of("mean", "deviation", "zeroShare");

  private final Map<String, Series> series = new TreeMap<>();
  private final Map<String, Map<String, Series>> layerSeries = new TreeMap<>();
  private final List<JsonObject> alarms = new ArrayList<>();
  private final List<JsonObject> nonFinite = new ArrayList<>();
  private final List<JsonObject> ledgers = new ArrayList<>();
  private @Nullable JsonObject attempt;
  private int attempts;
  private long lastStep = -1;
  private double secondsElapsed = Double.NaN;

  /** Takes a line in; kinds that nobody knows here are passed over. */
  void add(JsonObject line) {
    switch (Fields.text(line, "kind").orElse("")) {
      case "attempt" -> begin(line);
      case "step" -> step(line);
      case "validation" -> addAll("validation.", EVALUATION_FIGURES, line, at(line));
      case "units" -> units(line);
      case "epoch" -> epoch(line);
      case "ledger" -> ledgers.add(line);
      case "nonFinite" -> nonFinite.add(line);
      case "alarm" -> alarms.add(line);
      default -> {
        // Written by a later version, for its own pages.
      }
    }
  }

  /** A later attempt goes on at a checkpoint: what earlier ones made after it counts no more. */
  private void begin(JsonObject line) {
    attempts++;
    attempt = line;
    long from = Fields.integer(line, "step");
    series.values().forEach(s -> s.cutFrom(from));
    layerSeries.values().forEach(layers -> layers.values().forEach(s -> s.cutFrom(from)));
    for (List<JsonObject> lines : List.of(alarms, nonFinite, ledgers)) {
      lines.removeIf(l -> Fields.integer(l, "step") >= from);
    }
    lastStep = Math.min(lastStep, from - 1);
  }

  private long at(JsonObject line) {
    long step = Fields.integer(line, "step");
    lastStep = Math.max(lastStep, step);
    return step;
  }

  private void step(JsonObject line) {
    long step = at(line);
    addAll("", STEP_FIGURES, line, step);
    add(
        "examplesPerSecond",
        step,
        Fields.number(line, "examples") / Fields.number(line, "seconds"));
    for (JsonObject layer : Fields.objects(line, "layers")) {
      String name = Fields.text(layer, "layer").orElse("");
      for (String figure : LAYER_FIGURES) {
        addLayer(figure, name, step, Fields.number(layer, figure));
      }
      if (layer.members().get("activation") instanceof JsonObject activation) {
        for (String figure : ACTIVATION_FIGURES) {
          addLayer("activation." + figure, name, step, Fields.number(activation, figure));
        }
      }
    }
  }

  private void units(JsonObject line) {
    long step = at(line);
    double allDead = 0;
    double allUnits = 0;
    for (JsonObject layer : Fields.objects(line, "layers")) {
      double dead = Fields.number(layer, "dead");
      double units = Fields.number(layer, "units");
      addLayer("deadShare", Fields.text(layer, "layer").orElse(""), step, dead / units);
      allDead += dead;
      allUnits += units;
    }
    add("deadShare", step, allDead / allUnits);
  }

  private void epoch(JsonObject line) {
    long step = Fields.integer(line, "steps") - 1;
    lastStep = Math.max(lastStep, step);
    add("epoch.trainLoss", step, Fields.number(line, "trainLoss"));
    add("epoch.examplesPerSecond", step, Fields.number(line, "examplesPerSecond"));
    secondsElapsed = Fields.number(line, "secondsElapsed");
  }

  private void addAll(String prefix, List<String> figures, JsonObject line, long step) {
    for (String figure : figures) {
      if (line.members().containsKey(figure)) {
        add(prefix + figure, step, Fields.number(line, figure));
      }
    }
  }

  private void add(String figure, long step, double value) {
    series.computeIfAbsent(figure, f -> new Series()).add(step, value);
  }

  private void addLayer(String figure, String layer, long step, double value) {
    layerSeries
        .computeIfAbsent(figure, f -> new LinkedHashMap<>())
        .computeIfAbsent(layer, l -> new Series())
        .add(step, value);
  }

  /** By the names that metrics.jsonl has, {@code validation.} or {@code epoch.} in front. */
  Map<String, Series> series() {
    return series;
  }

  /** Figure, then layer. */
  Map<String, Map<String, Series>> layerSeries() {
    return layerSeries;
  }

  List<JsonObject> alarms() {
    return alarms;
  }

  List<JsonObject> nonFinite() {
    return nonFinite;
  }

  List<JsonObject> ledgers() {
    return ledgers;
  }

  /** The layers that have units, in their order. */
  List<JsonObject> unitLayers() {
    return Fields.objects(attempt(), "layers").stream()
        .filter(layer -> Fields.integer(layer, "units") > 0)
        .toList();
  }

  /** The first layer that has units; empty text if none has. */
  String firstLayer() {
    return unitLayers().stream()
        .findFirst()
        .flatMap(layer -> Fields.text(layer, "layer"))
        .orElse("");
  }

  /** The line that the last attempt began with. */
  JsonObject attempt() {
    if (attempt == null) {
      throw new IllegalStateException("a metrics file without its first line was taken in");
    }
    return attempt;
  }

  int attempts() {
    return attempts;
  }

  /** The last step that anything is told of, from 0; −1 if there is none. */
  long lastStep() {
    return lastStep;
  }

  /** Of the last attempt, when its last epoch ended; NaN if none did. */
  double secondsElapsed() {
    return secondsElapsed;
  }
}

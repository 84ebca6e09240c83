package tributary.jobs.report;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;

/**
 * What an overview tells of a run, each NaN where the run has none.
 *
 * @param depth the hidden layers: those that have units, without the output layer
 * @param skips whether any input goes round a layer
 * @param trainLoss of the last epoch, else of the last step
 * @param firstRms gradient RMS of the first layer with units, the median over the reported steps
 * @param lastRms the same of the last one
 * @param deadShare of all units, in the last window
 * @param clipRate the share of steps whose gradient was clipped
 * @param alarms how many were raised
 */
record Figures(
    int depth,
    boolean skips,
    double trainLoss,
    double firstRms,
    double lastRms,
    double deadShare,
    double clipRate,
    long alarms) {

  static Figures of(RunRecord run) {
    Recording recording = run.recording();
    List<JsonObject> units = recording.unitLayers();
    return new Figures(
        depth(recording),
        units.stream().anyMatch(Figures::isSkipped),
        trainLoss(run),
        units.isEmpty() ? Double.NaN : rms(recording, units.get(0)),
        units.isEmpty() ? Double.NaN : rms(recording, units.get(units.size() - 1)),
        last(recording.series().get("deadShare")).orElse(Double.NaN),
        clipRate(run),
        recording.alarms().stream().filter(alarm -> Fields.flag(alarm, "raised")).count());
  }

  static int depth(Recording recording) {
    return Math.max(0, recording.unitLayers().size() - 1);
  }

  private static boolean isSkipped(JsonObject layer) {
    return Fields.flag(layer, "skip") || Fields.text(layer, "layer").orElse("").contains(".body.");
  }

  private static double trainLoss(RunRecord run) {
    double told = run.summary().map(s -> Fields.number(s, "trainLoss")).orElse(Double.NaN);
    if (Double.isFinite(told)) {
      return told;
    }
    Map<String, Series> series = run.recording().series();
    OptionalDouble epoch = last(series.get("epoch.trainLoss"));
    return epoch.isPresent() ? epoch.getAsDouble() : last(series.get("loss")).orElse(Double.NaN);
  }

  private static OptionalDouble last(@Nullable Series series) {
    return series == null ? OptionalDouble.empty() : series.last();
  }

  private static double rms(Recording recording, JsonObject layer) {
    Map<String, Series> layers = recording.layerSeries().getOrDefault("gradientRms", Map.of());
    Series series = layers.get(Fields.text(layer, "layer").orElse(""));
    return series == null ? Double.NaN : series.median().orElse(Double.NaN);
  }

  private static double clipRate(RunRecord run) {
    double told = run.summary().map(s -> Fields.number(s, "health", "clipRate")).orElse(Double.NaN);
    return Double.isFinite(told)
        ? told
        : last(run.recording().series().get("clipRate")).orElse(Double.NaN);
  }

  JsonValue json() {
    return new JsonObjectBuilder()
        .put("depth", depth)
        .put("skips", skips)
        .put("trainLoss", RunJson.number(trainLoss))
        .put("firstRms", RunJson.number(firstRms))
        .put("lastRms", RunJson.number(lastRms))
        .put("deadShare", RunJson.number(deadShare))
        .put("clipRate", RunJson.number(clipRate))
        .put("alarms", alarms)
        .build();
  }
}

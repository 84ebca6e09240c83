package tributary.jobs.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;

/**
 * The series that a page shows of a run, few enough points each that its size stays bounded.
 *
 * @param series of the whole network, by name
 * @param layers of each layer: figure, then layer
 * @param line the most points of one curve
 * @param chart the most points of all layers of a figure together
 */
record Curves(
    Map<String, Series> series, Map<String, Map<String, Series>> layers, int line, int chart) {
  private static final int MOST_POINTS = 1500;
  private static final int LAYERS_OF_ONE = 8000;
  private static final int LINES_OF_ALL = 8000;
  private static final int LAYERS_OF_ALL = 40_000;
  private static final int FEWEST_POINTS = 40;

  /** Fewer need no smoothing: the eye does it. */
  private static final int SMOOTH_FROM = 25;

  private static final String RMS = "gradientRms";

  /** Everything there is. */
  static Curves ofOneRun(Recording recording) {
    Map<String, Series> series = new TreeMap<>(recording.series());
    Series loss = series.get("loss");
    if (loss != null && loss.size() >= SMOOTH_FROM) {
      series.put("loss.smooth", Thinning.smoothed(loss));
    }
    return new Curves(series, recording.layerSeries(), MOST_POINTS, LAYERS_OF_ONE);
  }

  /**
   * What is laid over other runs', smoothed so that twenty can be told apart.
   *
   * @param runs how many share the page
   */
  static Curves toCompare(Recording recording, int runs) {
    Map<String, Series> series = new TreeMap<>();
    recording
        .series()
        .forEach(
            (name, s) -> {
              if (name.startsWith("validation.") || name.equals("deadShare")) {
                series.put(name, s);
              }
            });
    Map<String, Series> rms = recording.layerSeries().getOrDefault(RMS, Map.of());
    // A gradient of zero is none at all, and no small one: it must not be mixed with others.
    putSmoothed(series, "firstRms", rms.get(recording.firstLayer()), Thinning::smoothedUpToZeros);
    putSmoothed(
        series,
        "gradientNorm",
        recording.series().get("gradientNorm"),
        Thinning::smoothedUpToZeros);
    for (String name : List.of("loss", "clipRate")) {
      putSmoothed(series, name, recording.series().get(name), Thinning::smoothed);
    }
    return new Curves(
        series,
        rms.isEmpty() ? Map.of() : Map.of(RMS, rms),
        Math.min(MOST_POINTS, LINES_OF_ALL / runs),
        Math.min(LAYERS_OF_ONE, LAYERS_OF_ALL / runs));
  }

  private static void putSmoothed(
      Map<String, Series> all,
      String name,
      @Nullable Series series,
      UnaryOperator<Series> smoothing) {
    if (series != null) {
      all.put(name, series.size() >= SMOOTH_FROM ? smoothing.apply(series) : series);
    }
  }

  JsonObject seriesJson() {
    JsonObjectBuilder json = new JsonObjectBuilder();
    series.forEach((name, s) -> json.put(name, points(s, line).build()));
    return json.build();
  }

  JsonObject layersJson() {
    JsonObjectBuilder json = new JsonObjectBuilder();
    layers.forEach((figure, all) -> json.put(figure, layers(all)));
    return json.build();
  }

  private JsonValue layers(Map<String, Series> all) {
    int limit = Math.min(line, Math.max(FEWEST_POINTS, chart / Math.max(1, all.size())));
    List<JsonValue> items = new ArrayList<>();
    all.forEach((layer, s) -> items.add(points(s, limit).put("layer", layer).build()));
    return new JsonArray(items);
  }

  private static JsonObjectBuilder points(Series series, int limit) {
    Series thin = Thinning.extremes(series, limit);
    List<JsonValue> x = new ArrayList<>(thin.size());
    List<JsonValue> y = new ArrayList<>(thin.size());
    for (int i = 0; i < thin.size(); i++) {
      x.add(new JsonInteger(thin.step(i)));
      y.add(RunJson.number(thin.value(i)));
    }
    return new JsonObjectBuilder().put("x", new JsonArray(x)).put("y", new JsonArray(y));
  }
}

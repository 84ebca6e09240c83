package tributary.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;

/** Groups of runs that differ in nothing but their layers, and show what depth does. */
final class DepthSeries {
  private static final int FEWEST_DEPTHS = 3;

  private DepthSeries() {}

  /** The groups, the largest first: the places of its runs, and in what it differs from others. */
  static List<JsonObject> among(List<RunRecord> runs, List<ConfigKeys> configs) {
    Map<Map<String, String>, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      // Nobody knows what a run without a readable configuration is like.
      if (!configs.get(i).values().isEmpty()) {
        alike.computeIfAbsent(configs.get(i).withoutLayers(), k -> new ArrayList<>()).add(i);
      }
    }
    List<List<Integer>> groups =
        alike.values().stream()
            .filter(group -> depths(group, runs) >= FEWEST_DEPTHS)
            .sorted(Comparator.comparing(List<Integer>::size).reversed())
            .toList();
    List<ConfigKeys> ofGroups =
        groups.stream()
            .map(group -> new ConfigKeys(configs.get(group.get(0)).withoutLayers()))
            .toList();
    List<JsonObject> differences = ConfigKeys.differences(ofGroups);
    List<JsonObject> series = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      series.add(
          new JsonObjectBuilder()
              .putAll("runs", groups.get(i), run -> new JsonInteger(run))
              .put("differs", words(differences, i))
              .build());
    }
    return series;
  }

  private static long depths(List<Integer> group, List<RunRecord> runs) {
    return group.stream().map(i -> Figures.depth(runs.get(i).recording())).distinct().count();
  }

  private static String words(List<JsonObject> differences, int group) {
    return String.join(
        ", ",
        differences.stream()
            .map(
                d ->
                    Fields.text(d, "key").orElse("") + " = " + Fields.texts(d, "values").get(group))
            .toList());
  }
}

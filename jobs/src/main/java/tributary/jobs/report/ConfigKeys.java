package tributary.jobs.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonObject;

/**
 * A run's configuration, flat.
 *
 * @param values of each key, as text; empty where the configuration cannot be read
 */
record ConfigKeys(Map<String, String> values) {
  /** Tell where the run is and where its data comes from, nothing of how it was trained. */
  private static final Set<String> TELL_NOTHING = Set.of("run.name", "run.dir", "data.hint");

  static ConfigKeys of(String text) {
    Map<String, String> values = new TreeMap<>();
    try {
      collect("", ConfigFactory.parseString(text), values);
    } catch (ConfigException unreadable) {
      // The page shows the text as it stands, and the run's curves are there all the same.
      values.clear();
    }
    return new ConfigKeys(values);
  }

  private static void collect(String prefix, Config config, Map<String, String> values) {
    config.root().forEach((key, value) -> put(prefix + key, value, values));
  }

  private static void put(String key, ConfigValue value, Map<String, String> values) {
    if (value instanceof ConfigObject object && !object.isEmpty()) {
      collect(key + ".", object.toConfig(), values);
    } else if (key.equals("network.layers") && value instanceof List<?> layers) {
      values.put(key, LayerWords.of(layers));
    } else if (value instanceof ConfigList list) {
      values.put(key, String.join(", ", list.unwrapped().stream().map(String::valueOf).toList()));
    } else if (value.valueType() == ConfigValueType.STRING) {
      values.put(key, String.valueOf(value.unwrapped()));
    } else {
      values.put(key, value.render(ConfigRenderOptions.concise()));
    }
  }

  boolean healthIsOff() {
    return "false".equals(values.get("health.enabled"));
  }

  /** What runs have in common that differ in nothing but their layers. */
  Map<String, String> withoutLayers() {
    Map<String, String> rest = new TreeMap<>(values);
    rest.keySet()
        .removeIf(
            key ->
                key.startsWith("run.")
                    || key.equals("network.layers")
                    || TELL_NOTHING.contains(key));
    return rest;
  }

  /** Each key in which some differ, with the value that each has for it; "–" where it has none. */
  static List<JsonObject> differences(List<ConfigKeys> all) {
    Set<String> keys = new TreeSet<>();
    all.forEach(config -> keys.addAll(config.values().keySet()));
    keys.removeAll(TELL_NOTHING);
    List<JsonObject> differences = new ArrayList<>();
    for (String key : keys) {
      List<String> values = all.stream().map(c -> c.values().getOrDefault(key, "–")).toList();
      if (values.stream().distinct().count() > 1) {
        differences.add(
            new JsonObjectBuilder().put("key", key).putStrings("values", values).build());
      }
    }
    return differences;
  }
}

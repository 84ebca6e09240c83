package tributary.jobs.report;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The list {@code network.layers} of a configuration in a line, such as {@code 3 × 128 relu}. */
final class LayerWords {
  private LayerWords() {}

  /** Equal neighbours are counted, not repeated. */
  static String of(List<?> layers) {
    List<String> words = layers.stream().map(LayerWords::word).toList();
    List<String> runs = new ArrayList<>();
    for (int from = 0; from < words.size(); ) {
      int to = from + 1;
      while (to < words.size() && words.get(to).equals(words.get(from))) {
        to++;
      }
      runs.add(to - from > 1 ? (to - from) + " × " + words.get(from) : words.get(from));
      from = to;
    }
    return String.join(", ", runs);
  }

  private static String word(Object layer) {
    Object value = layer instanceof ConfigValue config ? config.unwrapped() : layer;
    if (!(value instanceof Map<?, ?> keys)) {
      return String.valueOf(value);
    }
    if (keys.get("dense") != null) {
      return keys.get("dense")
          + (keys.get("activation") == null ? "" : " " + keys.get("activation"))
          + (Boolean.TRUE.equals(keys.get("skip")) ? " skip" : "");
    }
    if (keys.get("residual") instanceof List<?> body) {
      return "residual [" + of(body) + "]";
    }
    return keys.get("dropout") != null ? "dropout " + keys.get("dropout") : kind(keys);
  }

  private static String kind(Map<?, ?> keys) {
    return String.join(" ", keys.keySet().stream().map(String::valueOf).sorted().toList());
  }
}

package tributary.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.parser.ConfigDocument;
import com.typesafe.config.parser.ConfigDocumentFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds keys that one file sets twice. HOCON lets the last one win in silence, and then a reader of
 * the file sees one value and the run uses another.
 */
final class DuplicateKeys {
  /** A text that no file holds. */
  private static final String MARK = "\"duplicate-key-mark-5d1c09\"";

  private DuplicateKeys() {}

  /**
   * Adds a problem for each key that {@code text}, parsed to {@code config}, sets more than once;
   * {@code +=} adds to a value on purpose and is left alone.
   */
  static void find(String text, Config config, ProblemList problems) {
    ConfigDocument document = ConfigDocumentFactory.parseString(text, Layers.options());
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    collect(List.of(), config.root(), values);
    values.forEach(
        (key, value) -> {
          // A new value for a key keeps its last setting and drops or replaces the earlier ones.
          if (document.hasPath(key)
              && isRepeated(text, document.withValueText(key, MARK).render())) {
            problems.add(
                key,
                value,
                "the file sets this key more than once and only the last one counts; leave one");
          }
        });
  }

  private static boolean isRepeated(String original, String marked) {
    int at = marked.indexOf(MARK);
    String before = at < 0 ? marked : marked.substring(0, at);
    if (before.stripTrailing().endsWith("+=")) {
      return false;
    }
    return !original.startsWith(before) || marked.indexOf(MARK, at + 1) >= 0;
  }

  private static void collect(
      List<String> prefix, ConfigObject object, Map<String, ConfigValue> values) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      List<String> key = new ArrayList<>(prefix);
      key.add(entry.getKey());
      ConfigValue value = entry.getValue();
      if (value instanceof ConfigObject nested && Layers.isOpen(nested) && !nested.isEmpty()) {
        collect(key, nested, values);
      } else {
        values.put(ConfigUtil.joinPath(key), value);
      }
    }
  }
}

package tributary.jobs.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One section of the configuration while it is read: each key's value or, where that is refused,
 * the problem and the default in its place, so that the reading goes on to the next problem.
 */
final class Section {
  private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{\\??\"?([^}\"]+)\"?}");

  private final String prefix;
  private final ConfigObject values;
  private final ConfigObject defaults;
  private final Layers layers;
  private final ProblemList problems;
  private final Set<String> asked = new TreeSet<>();

  private Section(
      String prefix,
      ConfigObject values,
      ConfigObject defaults,
      Layers layers,
      ProblemList problems) {
    this.prefix = prefix;
    this.values = values;
    this.defaults = defaults;
    this.layers = layers;
    this.problems = problems;
  }

  static Section root(Layers layers, ProblemList problems) {
    return new Section("", layers.merged().root(), layers.defaults().root(), layers, problems);
  }

  ProblemList problems() {
    return problems;
  }

  /** The section at {@code key}. */
  Section section(String key) {
    asked.add(key);
    ConfigObject sectionDefaults = (ConfigObject) defaultOf(key);
    ConfigValue value = values.get(key);
    if (value instanceof ConfigObject object && Layers.isOpen(object)) {
      return new Section(path(key) + ".", object, sectionDefaults, layers, problems);
    }
    if (value != null && (value instanceof ConfigObject || isResolved(key, value))) {
      String keys = String.join(", ", new TreeSet<>(sectionDefaults.keySet()));
      problems.add(path(key), value, "this is a section; write { } with keys among " + keys);
    }
    return new Section(path(key) + ".", sectionDefaults, sectionDefaults, layers, problems);
  }

  /** The key's value; the default's when the one that was written is refused. */
  <T> T get(String key, ValueReader<T> reader) {
    asked.add(key);
    ConfigValue value = values.get(key);
    if (value != null && isResolved(key, value)) {
      try {
        return reader.parser().parse(value);
      } catch (ValueReader.BadValue refused) {
        String cure = refused.cure().isEmpty() ? "" : "; " + refused.cure();
        problems.add(path(key), value, "allowed is " + reader.allowed() + cure);
      }
    }
    try {
      return reader.parser().parse(defaultOf(key));
    } catch (ValueReader.BadValue impossible) {
      throw new IllegalStateException("reference.conf: the default of " + path(key), impossible);
    }
  }

  /** The key's value, empty where it is null. */
  <T> Optional<T> optional(String key, ValueReader<T> reader) {
    ValueReader<Optional<T>> nullable =
        new ValueReader<>(
            reader.allowed(),
            value ->
                value.valueType() == ConfigValueType.NULL
                    ? Optional.empty()
                    : Optional.of(reader.parser().parse(value)));
    return get(key, nullable);
  }

  /** {@link #get} for whole numbers that fit an int. */
  int integer(String key, int low) {
    return get(key, ValueReader.wholeNumber(low, Integer.MAX_VALUE)).intValue();
  }

  /** Reports every key that stands in the section and that nobody asked for. */
  void done() {
    Set<String> known = layers.knownKeys();
    for (String key : new TreeSet<>(values.keySet())) {
      if (!asked.contains(key)) {
        String hint =
            Nearest.key(path(key), known)
                .map(near -> "did you mean " + near + "?")
                .orElse("known here are " + String.join(", ", asked));
        problems.add(path(key), values.get(key), "there is no such key; " + hint);
      }
    }
  }

  /** Also false, with a problem for each missing variable, when a part of the value is not. */
  private boolean isResolved(String key, ConfigValue value) {
    if (Layers.isResolved(value)) {
      return true;
    }
    ConfigValue written = layers.writtenAt(path(key));
    reportMissing(path(key), written == null ? value : written);
    return false;
  }

  private void reportMissing(String key, ConfigValue written) {
    if (written instanceof ConfigObject object && Layers.isOpen(object)) {
      for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
        String part = ConfigUtil.joinPath(entry.getKey());
        ConfigValue merged = layers.value(key + "." + part);
        if (merged != null && !Layers.isResolved(merged)) {
          reportMissing(key + "." + part, entry.getValue());
        }
      }
      return;
    }
    Matcher matcher = SUBSTITUTION.matcher(written.render());
    String name = matcher.find() ? matcher.group(1) : "a variable";
    ConfigValue hint = layers.value("data.hint");
    String cure =
        hint != null && Layers.isResolved(hint) && hint.unwrapped() instanceof String text
            ? ". " + text
            : "";
    problems.addMissing(
        name,
        key,
        written,
        name
            + " is neither set in the environment nor a key here; export "
            + name
            + "=… before the run"
            + cure);
  }

  private ConfigValue defaultOf(String key) {
    ConfigValue value = defaults.get(key);
    if (value == null) {
      throw new IllegalStateException("reference.conf has no key " + path(key));
    }
    return value;
  }

  private String path(String key) {
    return prefix + ConfigUtil.joinPath(key);
  }
}

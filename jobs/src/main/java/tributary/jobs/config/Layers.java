package tributary.jobs.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tributary.io.Redaction;

/**
 * The layers of one configuration: what was written, laid over the defaults.
 *
 * @param written the sets over the file, substitutions as they stand there
 * @param merged everything, with all substitutions made that could be made
 * @param defaults the reference alone
 */
record Layers(Config written, Config merged, Config defaults) {
  static final String SETS = "--set";

  /** Its own name, so that other libraries' {@code reference.conf} never mix with it. */
  private static final String REFERENCE = "tributary/reference.conf";

  /** The defaults, with the comment above each key in its value's origin. */
  static Config reference() {
    return ConfigFactory.parseResources(
            Layers.class.getClassLoader(), REFERENCE, options().setAllowMissing(false))
        .resolve();
  }

  static ConfigParseOptions options() {
    return ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF);
  }

  /** Lays {@code sets} over {@code file} over the defaults; {@code env} is what is left to ask. */
  static Layers of(Config file, Config sets, Map<String, String> env) {
    Config written = sets.withFallback(file);
    Config reference = reference();
    ConfigResolveOptions options =
        ConfigResolveOptions.noSystem()
            .setAllowUnresolved(true)
            .appendResolver(new EnvironmentResolver(env));
    return new Layers(written, written.withFallback(reference).resolve(options), reference);
  }

  /** The {@code key=value} settings, the last on top. */
  static Config sets(List<String> sets, ProblemList problems) {
    Config all = ConfigFactory.empty(SETS);
    for (String set : sets) {
      int equals = set.indexOf('=');
      if (equals < 1) {
        problems.add(SETS, 0, shown(set) + " is not key=value; write training.epochs=5");
        continue;
      }
      String key = set.substring(0, equals).strip();
      try {
        ConfigUtil.splitPath(key);
        all = parsed(key, set.substring(equals + 1).strip()).withFallback(all);
      } catch (ConfigException broken) {
        problems.add(SETS, 0, shown(set) + " cannot be read: " + reason(broken, set));
      }
    }
    return all;
  }

  /** Whether the value comes from the reference and nobody wrote it. */
  static boolean isDefault(ConfigValue value) {
    return REFERENCE.equals(value.origin().resource());
  }

  /** Whether no substitution is left in the value or inside it. */
  static boolean isResolved(ConfigValue value) {
    try {
      // Only the deep copy meets what is left open in a list or an object.
      return value.valueType() == ConfigValueType.NULL || value.unwrapped() != null;
    } catch (ConfigException.NotResolved left) {
      return false;
    }
  }

  /** Whether the object's keys are known, though some of their values may not be. */
  static boolean isOpen(ConfigObject object) {
    try {
      // Asking is what throws.
      return object.keySet() != null;
    } catch (ConfigException.NotResolved left) {
      return false;
    }
  }

  private static String shown(String set) {
    return Redaction.isSecret(set) ? Redaction.REDACTED : "\"" + Redaction.text(set) + "\"";
  }

  /**
   * A library's message without the place in front, which the problem has anyway; withheld where
   * what it is about speaks of a secret, since it quotes from it.
   */
  static String reason(ConfigException problem, String about) {
    if (Redaction.isSecret(about)) {
      return "it is not HOCON (more is not told, since it speaks of a secret)";
    }
    String message = String.valueOf(problem.getMessage());
    String place = problem.origin() == null ? "" : problem.origin().description() + ": ";
    return message.startsWith(place) ? message.substring(place.length()) : message;
  }

  /** What stands at the key in {@link #merged}, null values included. */
  @Nullable ConfigValue value(String key) {
    return at(merged.root(), key);
  }

  /** What was written at the key, before substitution; null when nothing was. */
  @Nullable ConfigValue writtenAt(String key) {
    return at(written.root(), key);
  }

  /** Whether the key has another value than the default one. */
  boolean differs(String key) {
    ConfigValue value = value(key);
    return value != null && !value.equals(at(defaults.root(), key));
  }

  /** All keys of the reference, sections and free maps without their content included. */
  Set<String> knownKeys() {
    Set<String> keys = new LinkedHashSet<>();
    collect("", defaults.root(), keys);
    return keys;
  }

  private static void collect(String prefix, ConfigObject object, Set<String> keys) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      keys.add(prefix + entry.getKey());
      if (entry.getValue() instanceof ConfigObject nested) {
        collect(prefix + entry.getKey() + ".", nested, keys);
      }
    }
  }

  private static @Nullable ConfigValue at(ConfigObject root, String key) {
    ConfigValue value = root;
    try {
      for (String part : ConfigUtil.splitPath(key)) {
        value = value instanceof ConfigObject object ? object.get(part) : null;
      }
    } catch (ConfigException.NotResolved unresolvedAbove) {
      return null;
    }
    return value;
  }

  /**
   * A value that begins as HOCON's objects, lists, quoted texts and substitutions do is HOCON;
   * numbers, true, false and null are what they look like; anything else is the text as typed, so
   * that addresses with {@code ://} need no quotes inside the shell's.
   */
  private static Config parsed(String key, String value) {
    boolean hocon =
        value.matches("[\\[{\"].*|.*\\$\\{.*|true|false|null|[-+]?\\.?\\d[\\d.]*([eE][-+]?\\d+)?");
    if (hocon) {
      String text = value.startsWith("+") ? value.substring(1) : value;
      return ConfigFactory.parseString(key + " = " + text, options().setOriginDescription(SETS));
    }
    return ConfigFactory.empty(SETS).withValue(key, ConfigValueFactory.fromAnyRef(value, SETS));
  }

  private record EnvironmentResolver(Map<String, String> env) implements ConfigResolver {
    @Override
    public @Nullable ConfigValue lookup(String path) {
      return Optional.ofNullable(env.get(path))
          .filter(value -> !value.isBlank())
          .map(value -> ConfigValueFactory.fromAnyRef(value, "environment variable " + path))
          .orElse(null);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}

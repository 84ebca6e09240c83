package tributary.jobs.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tributary.io.Redaction;

/** Collects what is wrong while the reading goes on. */
final class ProblemList {
  private static final Pattern LINE_SUFFIX = Pattern.compile(": \\d+(-\\d+)?$");
  private static final int LONGEST_VALUE = 120;

  private final String mainSource;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private final Set<String> missing = new HashSet<>();

  /**
   * @param mainSource what a problem without a place of its own is laid to
   */
  ProblemList(String mainSource) {
    this.mainSource = mainSource;
  }

  /** A problem with the whole of a source. */
  void add(String source, int line, String message) {
    problems.add(new ConfigProblem(source, Math.max(line, 0), "", "", message));
  }

  /** A problem with one key, at the place its value was written. */
  void add(String key, @Nullable ConfigValue value, String message) {
    keys.add(key);
    if (value == null || Layers.isDefault(value)) {
      problems.add(new ConfigProblem(mainSource, 0, key, "", message));
    } else {
      String source = sourceOf(value.origin());
      int line = source.equals(Layers.SETS) ? 0 : Math.max(value.origin().lineNumber(), 0);
      problems.add(new ConfigProblem(source, line, key, written(key, value), message));
    }
  }

  /** A problem with a variable that is not there; once per variable, however many keys use it. */
  void addMissing(String variable, String key, ConfigValue value, String message) {
    keys.add(key);
    if (missing.add(variable)) {
      add(key, value, message);
    }
  }

  /** Whether there is a problem with the key, which then needs no second one. */
  boolean concerns(String key) {
    return keys.contains(key);
  }

  /** Throws what was collected, if anything was. */
  void throwIfAny() {
    if (!problems.isEmpty()) {
      Comparator<ConfigProblem> bySource = Comparator.comparing(ConfigProblem::source);
      throw new ConfigProblems(
          problems.stream().sorted(bySource.thenComparingInt(ConfigProblem::line)).toList());
    }
  }

  static String sourceOf(ConfigOrigin origin) {
    String file = origin.filename();
    return file != null ? file : LINE_SUFFIX.matcher(origin.description()).replaceFirst("");
  }

  private static String written(String key, ConfigValue value) {
    if (Redaction.isSecret(key)) {
      return Redaction.REDACTED;
    }
    String text =
        Layers.isResolved(value) && value.valueType() == ConfigValueType.NUMBER
            ? value.atKey("it").getString("it")
            : value.render(ConfigRenderOptions.concise().setJson(false));
    if (Redaction.isSecret(text)) {
      return Redaction.REDACTED;
    }
    String shown = Redaction.text(text);
    return shown.length() <= LONGEST_VALUE ? shown : shown.substring(0, LONGEST_VALUE) + "…";
  }
}

package tributary.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.Param;
import tributary.io.Json;
import tributary.io.JsonValue;

/**
 * What a fit was told, as the text of a run's configuration: so that a model that was fitted in a
 * shell can be used by every command, and says where it came from.
 */
final class RunText {
  /** Of adamW: keeps the division from blowing up. */
  static final double ADAM_EPSILON = 1e-8;

  private static final String BEGIN = "# Fitted by ";

  private RunText() {}

  /** Whether a model with this configuration was fitted, and is no run's. */
  static boolean isOfEstimator(String configuration) {
    return configuration.startsWith(BEGIN);
  }

  /** Keys that the commands read; everything else as a comment. */
  static String of(MlpEstimator<?, ?> estimator, ColumnRoles roles) {
    List<String> lines = new ArrayList<>();
    lines.add(BEGIN + estimator.uid() + ":");
    for (Param<?> param : estimator.params()) {
      if (estimator.isSet(param) && !param.name().equals(InitialModelParam.NAME)) {
        lines.add("#   " + param.name() + " = " + text(estimator, param));
      }
    }
    lines.add("seed = " + estimator.getSeed());
    lines.add("data {");
    lines.add("  task = " + Words.of(roles.task()));
    lines.add("  path = " + "\"a table of the session\"");
    lines.add("  target = " + quoted(roles.targets().get(0)));
    lines.add("  features = [" + list(roles.features()) + "]");
    roles.weight().ifPresent(weight -> lines.add("  weight = " + quoted(weight)));
    lines.add("  invalid = " + Words.of(roles.invalid()));
    lines.add("}");
    return String.join("\n", lines) + "\n";
  }

  private static <T> String text(MlpEstimator<?, ?> estimator, Param<T> param) {
    return param.jsonEncode(estimator.value(param)).replace("\n", " ");
  }

  private static String list(List<String> names) {
    return String.join(", ", names.stream().map(RunText::quoted).toList());
  }

  private static String quoted(String text) {
    return Json.compact(new JsonValue.JsonString(text));
  }
}

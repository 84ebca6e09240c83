package tributary.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good weights are on some examples; every mean is weighted by the examples' weights, and a
 * metric that the task does not have is empty.
 *
 * @param examples how many rows were evaluated, those of weight 0 too
 * @param loss the mean loss, in the network's units; what early stopping watches
 * @param accuracy the share of examples whose class is right; for labels the share of label
 *     decisions that are right
 * @param auc the area under the ROC curve of a two-class or one-label task, off by at most half the
 *     share of (positive, negative) pairs whose log-odds lie within 1/256 of each other; empty when
 *     only one of the two occurs
 * @param r2 1 − Σw·d² / Σw·(y − mean)²; for a target that does not vary 1 if every prediction is
 *     exact, else 0; over several outputs the plain mean of their values
 * @param rmse √(Σw·d² / Σw) in the target's own units; over several outputs the plain mean of their
 *     values, each in its own column's units
 * @param mae Σw·|d| / Σw, in the same units and with the same mean as {@code rmse}
 */
public record Evaluation(
    long examples,
    double loss,
    OptionalDouble accuracy,
    OptionalDouble auc,
    OptionalDouble r2,
    OptionalDouble rmse,
    OptionalDouble mae) {

  /** The loss and the metrics that there are, by name, in the order above. */
  public Map<String, Double> byName() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss);
    accuracy.ifPresent(v -> values.put("accuracy", v));
    auc.ifPresent(v -> values.put("auc", v));
    r2.ifPresent(v -> values.put("r2", v));
    rmse.ifPresent(v -> values.put("rmse", v));
    mae.ifPresent(v -> values.put("mae", v));
    return values;
  }

  /** Such as {@code loss 0.02130, R² 0.9812, RMSE 545.1, MAE 270.9}. */
  public String describe() {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "loss %.5f", loss));
    add(text, "accuracy", accuracy, "%.4f");
    add(text, "AUC", auc, "%.4f");
    add(text, "R²", r2, "%.4f");
    add(text, "RMSE", rmse, "%.4g");
    add(text, "MAE", mae, "%.4g");
    return text.toString();
  }

  private static void add(StringBuilder text, String name, OptionalDouble value, String format) {
    value.ifPresent(
        v ->
            text.append(", ")
                .append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, format, v)));
  }
}

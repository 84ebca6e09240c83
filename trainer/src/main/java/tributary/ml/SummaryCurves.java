package tributary.ml;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tributary.ml.CurvesPage.Line;
import tributary.ml.CurvesPage.Panel;

/** The curves of a training. */
final class SummaryCurves {
  private static final Map<String, String> TITLES = new LinkedHashMap<>();

  static {
    TITLES.put("accuracy", "Accuracy");
    TITLES.put("auc", "AUC");
    TITLES.put("r2", "R²");
    TITLES.put("rmse", "RMSE");
  }

  private SummaryCurves() {}

  static String page(TrainingSummary summary) throws IOException {
    List<Panel> panels = new ArrayList<>();
    List<Line> losses = new ArrayList<>();
    losses.add(line("training", summary, TrainingSummary.Epoch::trainLoss));
    if (measured(summary, "loss")) {
      losses.add(validation("validation", summary, "loss"));
    }
    panels.add(new Panel("Loss", "epoch", "loss", losses));
    TITLES.forEach(
        (metric, title) -> {
          if (measured(summary, metric)) {
            panels.add(
                new Panel(
                    title, "epoch", title, List.of(validation("validation", summary, metric))));
          }
        });
    panels.add(
        new Panel(
            "Gradient norm",
            "epoch",
            "mean ‖∇‖",
            List.of(line("before clipping", summary, TrainingSummary.Epoch::gradientNorm))));
    return CurvesPage.html(summary.facts().estimator(), SummaryTable.outcome(summary), panels);
  }

  private static boolean measured(TrainingSummary summary, String metric) {
    return summary.epochs().stream()
        .anyMatch(e -> e.validation().filter(v -> v.byName().containsKey(metric)).isPresent());
  }

  private static Line validation(String name, TrainingSummary summary, String metric) {
    return line(
        name,
        summary,
        e ->
            e.validation()
                .map(v -> v.byName().getOrDefault(metric, Double.NaN))
                .orElse(Double.NaN));
  }

  private static Line line(
      String name, TrainingSummary summary, ToDoubleFunction<TrainingSummary.Epoch> value) {
    return new Line(
        name,
        summary.epochs().stream().mapToDouble(TrainingSummary.Epoch::epoch).toArray(),
        summary.epochs().stream().mapToDouble(value).toArray());
  }
}

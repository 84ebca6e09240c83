package tributary.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import tributary.io.TensorBoardEvents;
import tributary.train.EpochReport;
import tributary.train.Evaluation;
import tributary.train.Histogram;
import tributary.train.HistogramReport;
import tributary.train.LayerHealth;
import tributary.train.StepReport;
import tributary.train.TimeLedger;
import tributary.train.TrainingListener;
import tributary.train.UnitsReport;
import tributary.train.ValidationReport;

/**
 * The figures of {@code metrics.jsonl} as curves for TensorBoard, at the same steps, and histograms
 * of the layers. TensorBoard draws the tags in groups, by what stands before their slash.
 */
final class TensorBoardLog implements TrainingListener, AutoCloseable {
  private final TensorBoardFile file;
  private final ReportedSteps reported;

  /**
   * @param file is closed with this
   * @param reportEverySteps steps whose number is a multiple of this are reported; 0 reports none
   */
  TensorBoardLog(TensorBoardFile file, long reportEverySteps) {
    this.file = file;
    this.reported = new ReportedSteps(reportEverySteps);
  }

  /**
   * The first records.
   *
   * @param resumed the number of the next step, if the run goes on from a checkpoint: later ones of
   *     an earlier attempt no longer count
   */
  void begin(Optional<Long> resumed) {
    file.write(TensorBoardEvents.fileVersion(now()));
    resumed.ifPresent(step -> file.write(TensorBoardEvents.start(now(), step)));
  }

  @Override
  public void onStep(StepReport report) {
    OptionalDouble clipRate = reported.clipRate(report);
    if (clipRate.isEmpty()) {
      return;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("train/loss", report.loss());
    values.put("train/learning_rate", report.learningRate());
    values.put("train/gradient_norm", report.gradientNorm());
    values.put("train/gradient_norm_clipped", report.clippedNorm());
    values.put("train/clip_rate", clipRate.getAsDouble());
    values.put("train/examples_per_second", report.examples() / (report.nanos() / 1e9));
    report.layers().forEach(layer -> put(values, layer));
    write(report.step().number(), values);
  }

  private static void put(Map<String, Double> values, LayerHealth health) {
    String layer = health.layer();
    values.put("gradient_norm/" + layer, health.gradientNorm());
    values.put("gradient_rms/" + layer, health.gradientRms());
    values.put("weight_norm/" + layer, health.weightNorm());
    values.put("update_ratio/" + layer, health.updateRatio());
    health
        .activation()
        .ifPresent(
            activation -> {
              values.put("activation_mean/" + layer, activation.mean());
              values.put("activation_deviation/" + layer, activation.deviation());
              values.put("zero_share/" + layer, activation.zeroShare());
            });
  }

  @Override
  public void onValidation(ValidationReport report) {
    Evaluation evaluation = report.evaluation();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("validation/loss", evaluation.loss());
    evaluation.accuracy().ifPresent(v -> values.put("validation/accuracy", v));
    evaluation.auc().ifPresent(v -> values.put("validation/auc", v));
    evaluation.r2().ifPresent(v -> values.put("validation/r2", v));
    evaluation.rmse().ifPresent(v -> values.put("validation/rmse", v));
    evaluation.mae().ifPresent(v -> values.put("validation/mae", v));
    write(report.steps() - 1, values);
  }

  @Override
  public void onUnits(UnitsReport report) {
    Map<String, Double> values = new LinkedHashMap<>();
    report.layers().forEach(layer -> values.put("dead_share/" + layer.layer(), layer.share()));
    write(report.step(), values);
  }

  @Override
  public void onHistograms(HistogramReport report) {
    Map<String, Histogram> values = new LinkedHashMap<>();
    report
        .layers()
        .forEach(
            layer -> {
              values.put("weights/" + layer.layer(), layer.weights());
              values.put("gradients/" + layer.layer(), layer.gradient());
            });
    file.write(TensorBoardEvents.histograms(now(), report.step(), values));
  }

  @Override
  public void onEpoch(EpochReport report) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("epoch/train_loss", report.trainLoss());
    values.put("epoch/examples_per_second", report.examplesPerSecond());
    put(values, report.ledger());
    write(report.steps() - 1, values);
  }

  /** In milliseconds per step. */
  private static void put(Map<String, Double> values, TimeLedger ledger) {
    if (ledger.steps() == 0) {
      return;
    }
    double scale = 1000.0 / ledger.steps();
    values.put("time/scheduling", scale * ledger.scheduling());
    values.put("time/broadcast", scale * ledger.broadcast());
    values.put("time/compute", scale * ledger.compute());
    values.put("time/waiting", scale * ledger.waiting());
    values.put("time/aggregation", scale * ledger.aggregation());
    values.put("time/update", scale * ledger.update());
    values.put("time/evaluation", scale * ledger.evaluation());
    values.put("time/other", scale * ledger.other());
    values.put("time/garbage_collection", scale * ledger.garbageCollection());
  }

  private void write(long step, Map<String, Double> values) {
    if (!values.isEmpty()) {
      file.write(TensorBoardEvents.scalars(now(), step, values));
    }
  }

  private static double now() {
    return System.currentTimeMillis() / 1e3;
  }

  @Override
  public void close() {
    file.close();
  }
}

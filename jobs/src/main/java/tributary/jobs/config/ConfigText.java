package tributary.jobs.config;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tributary.io.Redaction;
import tributary.ml.Words;
import tributary.nn.DenseSpec;
import tributary.nn.DropoutSpec;
import tributary.nn.LayerNormSpec;
import tributary.nn.LayerSpec;
import tributary.nn.ResidualSpec;
import tributary.optim.ScheduleConfig;

/** Writes a configuration out as the text that it could have been read from. */
final class ConfigText {
  private ConfigText() {}

  static String of(RunConfig config) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("run", run(config.run()));
    keys.put("seed", config.seed());
    keys.put("shards", orWord(config.shards(), "auto"));
    keys.put("execution", Words.of(config.execution()));
    keys.put("gemm", config.gemm());
    keys.put("tasks", orWord(config.tasks(), "auto"));
    keys.put("storageLevel", config.storageLevel());
    keys.put("data", data(config.data()));
    keys.put("network", network(config.network()));
    keys.put("training", training(config.training()));
    keys.put("health", health(config.health()));
    keys.put("report", report(config.report()));
    keys.put("checkpoint", checkpoint(config.checkpoint()));
    return ConfigValueFactory.fromMap(keys)
        .render(
            ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setJson(false));
  }

  private static Map<String, @Nullable Object> run(RunDirectoryConfig run) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("name", run.name());
    keys.put("dir", orNull(run.dir().map(Redaction::text)));
    return keys;
  }

  private static Map<String, @Nullable Object> data(DataConfig data) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("format", data.format());
    keys.put("path", withoutSecrets(data.path()));
    keys.put("options", withoutSecrets(data.options()));
    keys.put("task", Words.of(data.task()));
    keys.put("target", data.target());
    keys.put("features", data.features());
    keys.put("exclude", data.exclude());
    keys.put("weight", orNull(data.weight()));
    keys.put("classes", orWord(data.classes(), "auto"));
    keys.put("invalid", Words.of(data.invalid()));
    keys.put("scaling", Words.of(data.scaling()));
    keys.put("standardizeTarget", data.standardizeTarget());
    keys.put("hint", orNull(data.hint().map(Redaction::text)));
    keys.put("validation", heldOut(data.validation()));
    keys.put("test", heldOut(data.test()));
    return keys;
  }

  private static Map<String, @Nullable Object> heldOut(HeldOutConfig heldOut) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("fraction", heldOut.fraction());
    keys.put("path", withoutSecrets(heldOut.path()));
    keys.put("format", orNull(heldOut.format()));
    keys.put("options", withoutSecrets(heldOut.options()));
    return keys;
  }

  private static Map<String, @Nullable Object> network(NetworkConfig network) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("activation", Words.of(network.activation()));
    keys.put("layers", layers(network.layers()));
    keys.put("outputInitializer", Words.of(network.outputInitializer()));
    keys.put("loss", Words.of(network.loss()));
    keys.put("huberDelta", network.huberDelta());
    return keys;
  }

  private static List<Map<String, Object>> layers(List<LayerSpec> layers) {
    return layers.stream().map(ConfigText::layer).toList();
  }

  private static Map<String, Object> layer(LayerSpec layer) {
    if (layer instanceof DenseSpec dense) {
      return Map.of(
          "dense", dense.units(),
          "activation", Words.of(dense.activation()),
          "skip", dense.skip(),
          "initializer", Words.of(dense.initializer()));
    }
    if (layer instanceof DropoutSpec dropout) {
      return Map.of("dropout", dropout.rate());
    }
    if (layer instanceof LayerNormSpec layerNorm) {
      return Map.of("layerNorm", Map.of("epsilon", layerNorm.epsilon()));
    }
    return Map.of("residual", layers(((ResidualSpec) layer).body()));
  }

  private static Map<String, @Nullable Object> training(TrainingConfig training) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("epochs", training.epochs());
    keys.put("batchSize", orWord(training.batchSize(), "all"));
    keys.put("learningRate", training.learningRate());
    keys.put("clipNorm", orOff(training.clipNorm()));
    keys.put("clipValue", orOff(training.clipValue()));
    keys.put("optimizer", Words.of(training.optimizer()));
    keys.put("momentum", training.momentum());
    keys.put("nesterov", training.nesterov());
    keys.put("weightDecay", training.weightDecay());
    keys.put("beta1", training.beta1());
    keys.put("beta2", training.beta2());
    keys.put("epsilon", training.epsilon());
    keys.put("schedule", schedule(training.schedule()));
    keys.put("validateEverySteps", training.validateEverySteps());
    keys.put("patience", training.patience());
    keys.put("minDelta", training.minDelta());
    keys.put("keepBest", training.keepBest());
    keys.put("reportEverySteps", training.reportEverySteps());
    keys.put("maxSteps", training.maxSteps());
    keys.put("onNonFinite", Words.of(training.onNonFinite()));
    keys.put("maxNonFinite", training.maxNonFinite());
    keys.put("rollbackFactor", training.rollbackFactor());
    return keys;
  }

  private static Map<String, @Nullable Object> schedule(ScheduleConfig schedule) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("kind", Words.of(schedule.kind()));
    keys.put("warmupSteps", schedule.warmupSteps());
    keys.put("warmupEpochs", schedule.warmupEpochs());
    keys.put("every", schedule.every());
    keys.put("factor", schedule.factor());
    keys.put("floor", schedule.floor());
    keys.put("climb", schedule.climb());
    keys.put("startDivisor", schedule.startDivisor());
    keys.put("endDivisor", schedule.endDivisor());
    return keys;
  }

  private static Map<String, @Nullable Object> health(HealthConfig health) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("enabled", health.enabled());
    keys.put("window", orWord(health.window(), "epoch"));
    keys.put("histograms", histograms(health.histograms()));
    keys.put("alarms", alarms(health.alarms()));
    return keys;
  }

  private static Object histograms(OptionalInt steps) {
    return steps.equals(OptionalInt.of(0)) ? "off" : orWord(steps, "epoch");
  }

  private static Map<String, @Nullable Object> alarms(AlarmsConfig alarms) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("deadShare", alarms.deadShare());
    keys.put("vanishingRatio", alarms.vanishingRatio());
    keys.put("explodingFactor", alarms.explodingFactor());
    keys.put("clipRate", alarms.clipRate());
    keys.put("plateauSteps", alarms.plateauSteps());
    keys.put("spikeSigmas", alarms.spikeSigmas());
    return keys;
  }

  private static Map<String, @Nullable Object> report(ReportConfig report) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("progress", Words.of(report.progress()));
    keys.put("everySeconds", report.everySeconds());
    keys.put("tensorBoard", report.tensorBoard());
    keys.put("html", report.html());
    return keys;
  }

  private static Map<String, @Nullable Object> checkpoint(CheckpointConfig checkpoint) {
    Map<String, @Nullable Object> keys = new HashMap<>();
    keys.put("everySteps", checkpoint.everySteps());
    keys.put("resume", Redaction.text(checkpoint.resume()));
    keys.put("force", checkpoint.force());
    keys.put("keep", checkpoint.keep());
    keys.put("onError", Words.of(checkpoint.onError()));
    return keys;
  }

  private static Map<String, Object> withoutSecrets(Map<String, String> options) {
    Map<String, Object> shown = new TreeMap<>();
    options.forEach((key, value) -> shown.put(key, Redaction.value(key, value)));
    return shown;
  }

  private static List<String> withoutSecrets(List<String> paths) {
    return paths.stream().map(Redaction::text).toList();
  }

  private static Object orWord(OptionalInt value, String word) {
    return value.isPresent() ? (Object) value.getAsInt() : word;
  }

  private static Object orOff(OptionalDouble value) {
    return value.isPresent() ? (Object) value.getAsDouble() : "off";
  }

  private static @Nullable Object orNull(Optional<String> value) {
    return value.orElse(null);
  }
}

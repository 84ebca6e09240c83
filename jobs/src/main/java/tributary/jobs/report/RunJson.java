package tributary.jobs.report;

import java.math.BigDecimal;
import java.math.MathContext;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.spark.HadoopFiles;

/** A run as the page's script takes it. */
final class RunJson {
  /** More digits than a screen can show and fewer than a double has. */
  private static final MathContext DIGITS = new MathContext(5);

  private RunJson() {}

  static JsonObject of(String name, RunRecord run, Curves curves) {
    Recording recording = run.recording();
    JsonObject attempt = recording.attempt();
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("name", name)
            .put("directory", HadoopFiles.display(run.directory()))
            .put("status", run.status())
            .put("attempts", recording.attempts())
            .put("began", Fields.text(attempt, "time").orElse(""))
            .put("batchSize", Fields.integer(attempt, "batchSize"))
            .put("stepsPerEpoch", Fields.integer(attempt, "stepsPerEpoch"))
            .put("plannedSteps", Fields.integer(attempt, "steps"))
            .put("plannedEpochs", Fields.integer(attempt, "epochs"))
            .put("lastStep", recording.lastStep())
            .put("secondsElapsed", number(recording.secondsElapsed()))
            .put("healthOff", ConfigKeys.of(run.configuration()).healthIsOff())
            .putAll("layers", Fields.objects(attempt, "layers"), layer -> layer)
            .put("figures", Figures.of(run).json())
            .put("configuration", run.configuration())
            .putAll("alarms", recording.alarms(), alarm -> alarm)
            .putAll("nonFinite", recording.nonFinite(), line -> line)
            .put("ledger", Ledgers.json(run))
            .put("series", curves.seriesJson())
            .put("layerSeries", curves.layersJson());
    run.summary().ifPresent(summary -> json.put("summary", summary));
    return json.build();
  }

  /** Rounded; null where it is not finite. */
  static JsonValue number(double value) {
    return Double.isFinite(value)
        ? new JsonDouble(new BigDecimal(value).round(DIGITS).doubleValue())
        : JsonNull.NULL;
  }
}

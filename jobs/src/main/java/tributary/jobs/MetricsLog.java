package tributary.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.jobs.config.TrainingConfig;
import tributary.ml.Words;
import tributary.nn.Network;
import tributary.nn.ParameterLayout.LayerRange;
import tributary.nn.UnitLayer;
import tributary.spark.HadoopFiles;
import tributary.train.Alarm;
import tributary.train.EpochReport;
import tributary.train.LayerHealth;
import tributary.train.NonFiniteReport;
import tributary.train.StepReport;
import tributary.train.TrainingListener;
import tributary.train.UnitsReport;
import tributary.train.ValidationReport;

/**
 * {@code metrics.jsonl}: a JSON object on a line for each thing that is told of a run, flushed line
 * by line. Values that are not finite become null.
 */
final class MetricsLog implements TrainingListener, AutoCloseable {
  private final FSDataOutputStream out;
  private final int attempt;
  private ReportedSteps reported = new ReportedSteps(0);

  private MetricsLog(FSDataOutputStream out, int attempt) {
    this.out = out;
    this.attempt = attempt;
  }

  /**
   * A new file; a run that is resumed writes a further one beside it.
   *
   * @param attempt how many times the run was begun, from 1
   */
  static MetricsLog open(Path path, int attempt, Configuration configuration) throws IOException {
    return new MetricsLog(new HadoopFiles(configuration).create(path), attempt);
  }

  /** Reports the steps whose number is a multiple of this; 0 reports epochs only. */
  MetricsLog reportingEvery(long everySteps) {
    reported = new ReportedSteps(everySteps);
    return this;
  }

  /** How many times the run was begun, from 1. */
  int attempt() {
    return attempt;
  }

  /** The first line: what a reader of the others has to know. */
  void begin(
      long step, int batchSize, long stepsPerEpoch, TrainingConfig training, Network network) {
    Map<String, UnitLayer> units =
        network.unitLayers().stream()
            .collect(Collectors.toMap(UnitLayer::name, Function.identity()));
    write(
        new JsonObjectBuilder()
            .put("kind", "attempt")
            .put("attempt", attempt)
            .put("step", step)
            .put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("batchSize", batchSize)
            .put("stepsPerEpoch", stepsPerEpoch)
            .put("steps", training.steps(stepsPerEpoch))
            .put("epochs", training.epochs())
            .putAll("layers", network.layout().layers(), layer -> layer(layer, units)));
  }

  private static JsonValue layer(LayerRange layer, Map<String, UnitLayer> units) {
    JsonObjectBuilder json =
        new JsonObjectBuilder().put("layer", layer.layer()).put("weights", layer.length());
    UnitLayer unit = units.get(layer.layer());
    if (unit != null) {
      json.put("units", unit.units())
          .put("activation", Words.of(unit.activation()))
          .put("skip", unit.skip());
    }
    return json.build();
  }

  @Override
  public void onStep(StepReport report) {
    OptionalDouble clipRate = reported.clipRate(report);
    if (clipRate.isEmpty()) {
      return;
    }
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "step")
            .put("step", report.step().number())
            .put("epoch", report.step().epoch())
            .put("loss", Metrics.number(report.loss()))
            .put("gradientNorm", Metrics.number(report.gradientNorm()))
            .put("clippedNorm", Metrics.number(report.clippedNorm()))
            .put("clipped", report.clipped())
            .put("clipRate", clipRate.getAsDouble())
            .put("learningRate", report.learningRate())
            .put("examples", report.examples())
            .put("seconds", report.nanos() / 1e9);
    if (!report.layers().isEmpty()) {
      line.putAll("layers", report.layers(), MetricsLog::layer);
    }
    write(line);
  }

  private static JsonValue layer(LayerHealth health) {
    JsonObjectBuilder json =
        new JsonObjectBuilder()
            .put("layer", health.layer())
            .put("gradientNorm", Metrics.number(health.gradientNorm()))
            .put("gradientRms", Metrics.number(health.gradientRms()))
            .put("weightNorm", Metrics.number(health.weightNorm()))
            .put("updateRatio", Metrics.number(health.updateRatio()));
    health
        .activation()
        .ifPresent(
            a ->
                json.put(
                    "activation",
                    new JsonObjectBuilder()
                        .put("mean", Metrics.number(a.mean()))
                        .put("deviation", Metrics.number(a.deviation()))
                        .put("zeroShare", Metrics.number(a.zeroShare()))
                        .build()));
    return json.build();
  }

  @Override
  public void onNonFinite(NonFiniteReport report) {
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "nonFinite")
            .put("step", report.step().number())
            .put("epoch", report.step().epoch())
            .put("action", Words.of(report.action()))
            .put("what", report.what())
            .put("gradientNorm", Metrics.number(report.gradientNorm()))
            .put("learningRate", Metrics.number(report.learningRate()));
    report
        .origin()
        .ifPresent(
            origin -> {
              line.put("shard", origin.shard());
              origin.row().ifPresent(row -> line.put("row", row));
              line.put("layer", origin.place().layer())
                  .put("place", Words.of(origin.place().kind()))
                  .put("largestActivation", Metrics.number(origin.largestActivation()));
            });
    write(line);
  }

  @Override
  public void onValidation(ValidationReport report) {
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "validation")
            .put("step", report.steps() - 1)
            .put("epoch", report.epoch());
    Metrics.put(line, report.evaluation());
    write(line);
  }

  @Override
  public void onUnits(UnitsReport report) {
    write(
        new JsonObjectBuilder()
            .put("kind", "units")
            .put("step", report.step())
            .put("epoch", report.epoch())
            .put("steps", report.steps())
            .putAll("layers", report.layers(), Metrics::deadUnits));
  }

  @Override
  public void onAlarm(Alarm alarm) {
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "alarm")
            .put("step", alarm.step())
            .put("epoch", alarm.epoch())
            .put("alarm", Words.of(alarm.kind()))
            .put("raised", alarm.raised())
            .put("value", Metrics.number(alarm.value()))
            .put("message", alarm.message());
    alarm.layer().ifPresent(layer -> line.put("layer", layer));
    write(line);
  }

  @Override
  public void onEpoch(EpochReport report) {
    JsonObjectBuilder line =
        new JsonObjectBuilder()
            .put("kind", "epoch")
            .put("epoch", report.epoch())
            .put("steps", report.steps())
            .put("trainLoss", Metrics.number(report.trainLoss()))
            .put("examplesPerSecond", report.examplesPerSecond())
            .put("secondsElapsed", report.secondsElapsed());
    report.validation().ifPresent(v -> line.put("validation", Metrics.evaluation(v)));
    write(line);
    JsonObjectBuilder ledger =
        new JsonObjectBuilder()
            .put("kind", "ledger")
            .put("step", report.steps() - 1)
            .put("epoch", report.epoch());
    Metrics.put(ledger, report.ledger());
    write(ledger);
  }

  private void write(JsonObjectBuilder line) {
    try {
      out.write((Json.compact(line.build()) + "\n").getBytes(StandardCharsets.UTF_8));
      out.hflush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FSError e) {
      throw new UncheckedIOException(failure(e));
    }
  }

  /** How a full local disk shows itself, which is no fault of this program. */
  private static IOException failure(FSError error) {
    return new IOException(
        "metrics.jsonl could not be written ("
            + error.getMessage()
            + "); make room, or set run.dir",
        error);
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (FSError e) {
      throw failure(e);
    }
  }
}

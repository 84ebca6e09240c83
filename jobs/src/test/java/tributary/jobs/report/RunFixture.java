package tributary.jobs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tributary.io.Json;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;

/** Makes run directories such as a training leaves them, without training. */
final class RunFixture {
  static final int STEPS_PER_EPOCH = 50;

  private final List<String> lines = new ArrayList<>();
  private final int layers;
  private boolean skips;
  private boolean regression;
  private long firstLayerDiesAt = Long.MAX_VALUE;
  private String name = "fixture";
  private String layerName = "layers.";

  /** A network of so many dense layers. */
  RunFixture(int layers) {
    this.layers = layers;
  }

  RunFixture named(String newName) {
    name = newName;
    return this;
  }

  RunFixture withLayersNamed(String beginning) {
    layerName = beginning;
    return this;
  }

  RunFixture withSkips() {
    skips = true;
    return this;
  }

  RunFixture ofRegression() {
    regression = true;
    return this;
  }

  /** From that step on the first layer's gradient is exactly zero. */
  RunFixture withFirstLayerDyingAt(long step) {
    firstLayerDiesAt = step;
    return this;
  }

  private String layer(int i) {
    return layerName + i + (skips ? ".body.0" : "");
  }

  RunFixture attempt(int number, long step, int epochs) {
    return line(
        new JsonObjectBuilder()
            .put("kind", "attempt")
            .put("attempt", number)
            .put("step", step)
            .put("time", "2026-01-02T03:04:05.678Z")
            .put("batchSize", 64)
            .put("stepsPerEpoch", STEPS_PER_EPOCH)
            .put("steps", (long) epochs * STEPS_PER_EPOCH)
            .put("epochs", epochs)
            .putAll("layers", numbers(), this::layerFacts));
  }

  private List<Integer> numbers() {
    return IntStream.range(0, layers).boxed().toList();
  }

  private JsonValue layerFacts(int i) {
    return new JsonObjectBuilder()
        .put("layer", layer(i))
        .put("weights", 1056)
        .put("units", 32)
        .put("activation", "relu")
        .put("skip", false)
        .build();
  }

  /**
   * Whole epochs, one after the other, of a loss that falls and, without skips, fading gradients.
   */
  RunFixture epochs(int from, int to) {
    for (int epoch = from; epoch < to; epoch++) {
      for (int i = 0; i < STEPS_PER_EPOCH; i += 5) {
        step((long) epoch * STEPS_PER_EPOCH + i, epoch);
      }
      endOfEpoch(epoch);
    }
    return this;
  }

  RunFixture step(long step, int epoch) {
    double loss =
        0.05 + Math.exp(-(double) step / 150) * (1 + 0.2 * Math.sin((double) step * 12.9));
    double norm = 2 * loss * (1.2 + Math.cos((double) step * 7.7));
    return line(
        new JsonObjectBuilder()
            .put("kind", "step")
            .put("step", step)
            .put("epoch", epoch)
            .put("loss", loss)
            .put("gradientNorm", norm)
            .put("clippedNorm", Math.min(1, norm))
            .put("clipped", norm > 1)
            .put("clipRate", norm > 1 ? 0.6 : 0.1)
            .put("learningRate", 0.01)
            .put("examples", 64)
            .put("seconds", 0.01 + 0.002 * Math.sin((double) step))
            .putAll(
                "layers",
                numbers(),
                i -> layerHealth(i, i == 0 && step >= firstLayerDiesAt ? 0 : norm)));
  }

  private JsonValue layerHealth(int i, double norm) {
    double fading = skips ? 0.1 : Math.pow(0.6, layers - 1 - i);
    return new JsonObjectBuilder()
        .put("layer", layer(i))
        .put("gradientNorm", norm * fading)
        .put("gradientRms", norm * fading / 32)
        .put("weightNorm", 5.0)
        .put("updateRatio", 2e-3 * fading)
        .put(
            "activation",
            new JsonObjectBuilder()
                .put("mean", 0.3 - 0.01 * i)
                .put("deviation", 0.5 - 0.01 * i)
                .put("zeroShare", 0.5 + 0.01 * i)
                .build())
        .build();
  }

  private void endOfEpoch(int epoch) {
    long last = (epoch + 1L) * STEPS_PER_EPOCH - 1;
    JsonObject validation = validation(epoch);
    JsonObjectBuilder validationLine =
        new JsonObjectBuilder().put("kind", "validation").put("step", last).put("epoch", epoch);
    validation.members().forEach(validationLine::put);
    line(validationLine);
    line(
        new JsonObjectBuilder()
            .put("kind", "units")
            .put("step", last)
            .put("epoch", epoch)
            .put("steps", STEPS_PER_EPOCH)
            .putAll("layers", numbers(), i -> deadUnits(i, epoch)));
    line(
        new JsonObjectBuilder()
            .put("kind", "epoch")
            .put("epoch", epoch)
            .put("steps", last + 1)
            .put("trainLoss", 0.05 + Math.exp(-(double) last / 150))
            .put("examplesPerSecond", 6000 + 100 * epoch)
            .put("secondsElapsed", 0.6 * (epoch + 1))
            .put("validation", validation));
    line(ledger(new JsonObjectBuilder().put("kind", "ledger").put("step", last), epoch, 1));
  }

  private JsonValue deadUnits(int i, int epoch) {
    return new JsonObjectBuilder()
        .put("layer", layer(i))
        .put("units", 32)
        .put("dead", Math.min(32, epoch * (i + 1) / 2))
        .build();
  }

  private JsonObject validation(int epoch) {
    JsonObjectBuilder figures =
        new JsonObjectBuilder()
            .put("examples", 500)
            .put("loss", 0.06 + Math.exp(-(epoch + 1) / 3.0));
    if (regression) {
      return figures.put("r2", 0.98 - Math.exp(-epoch / 2.0)).put("rmse", 600.0).build();
    }
    return figures
        .put("accuracy", accuracy() - 0.4 * Math.exp(-epoch / 2.0))
        .put("auc", 0.95 - 0.3 * Math.exp(-epoch / 2.0))
        .build();
  }

  private double accuracy() {
    return 0.92 - (skips ? 0.001 : 0.01) * layers;
  }

  private static JsonObjectBuilder ledger(JsonObjectBuilder json, int epoch, int epochs) {
    return json.put("epoch", epoch)
        .put("steps", (long) STEPS_PER_EPOCH * epochs)
        .put(
            "seconds",
            new JsonObjectBuilder()
                .put("scheduling", 0.2 * epochs)
                .put("broadcast", 0.05 * epochs)
                .put("compute", 0.2 * epochs)
                .put("waiting", 0.03 * epochs)
                .put("aggregation", 0.02 * epochs)
                .put("update", 0.02 * epochs)
                .put("evaluation", 0.05 * epochs)
                .put("other", 0.01 * epochs)
                .build())
        .put("garbageCollection", 0.02 * epochs);
  }

  RunFixture alarm(String kind, long step, boolean raised, String layer, String message) {
    JsonObjectBuilder alarm =
        new JsonObjectBuilder()
            .put("kind", "alarm")
            .put("step", step)
            .put("epoch", step / STEPS_PER_EPOCH)
            .put("alarm", kind)
            .put("raised", raised)
            .put("value", 0.5)
            .put("message", message);
    return line(layer.isEmpty() ? alarm : alarm.put("layer", layer));
  }

  RunFixture nonFinite(long step, String what, String layer) {
    return line(
        new JsonObjectBuilder()
            .put("kind", "nonFinite")
            .put("step", step)
            .put("epoch", step / STEPS_PER_EPOCH)
            .put("action", "skip")
            .put("what", what)
            .put("shard", 1)
            .put("row", 13992)
            .put("layer", layer));
  }

  RunFixture line(JsonObjectBuilder line) {
    return raw(Json.compact(line.build()) + "\n");
  }

  RunFixture raw(String text) {
    lines.add(text);
    return this;
  }

  /** Writes the lines so far as one attempt's file, and begins another's. */
  RunFixture writeMetrics(Path directory, String file) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve(file), String.join("", lines));
    lines.clear();
    return this;
  }

  /** What a run of so many epochs says of itself when it ends. */
  RunFixture writeSummary(Path directory, String status, int epochs) throws IOException {
    Files.createDirectories(directory);
    JsonObject evaluation = validation(epochs);
    JsonObjectBuilder summary =
        new JsonObjectBuilder()
            .put("status", status)
            .put("steps", (long) epochs * STEPS_PER_EPOCH)
            .put("epochs", epochs)
            .put("rows", 3200)
            .put("parameters", 1056L * layers)
            .put("batchSize", 64)
            .put("shards", 2)
            .put("seed", 42)
            .put("trainLoss", 0.06)
            .put("validation", evaluation)
            .put("test", evaluation)
            .put(
                "weightsSha256", "5aadcb5b25c38a6c8211583eb54c7b03a7843cc3869a8f96b25ce2bc5aa79942")
            .put("examplesPerSecond", 6400.0)
            .put(
                "seconds",
                new JsonObjectBuilder()
                    .put("total", 20.5)
                    .put("prepare", 8.0)
                    .put("train", 12.0)
                    .put("evaluate", 0.5)
                    .build())
            .put("ledger", ledger(new JsonObjectBuilder(), 0, epochs).build())
            .put("health", new JsonObjectBuilder().put("clipRate", 0.25).build())
            .put("gemm", "reference")
            .put(
                "spark",
                new JsonObjectBuilder()
                    .put("version", "3.5.7")
                    .put("master", "local[2]")
                    .put("executors", 1)
                    .put("execution", "job")
                    .build())
            .put(
                "environment",
                new JsonObjectBuilder()
                    .put("java", "17")
                    .put("os", "Linux amd64")
                    .put("processors", 2)
                    .put("memory", 1L << 32)
                    .build())
            .put("version", "0.1.0");
    Files.writeString(directory.resolve("summary.json"), Json.indented(summary.build()));
    Files.writeString(
        directory.resolve("resolved.conf"),
        "run { name = "
            + Json.compact(new JsonValue.JsonString(name))
            + ", dir = "
            + Json.compact(new JsonValue.JsonString(directory.toString()))
            + " }\nnetwork.layers = ["
            + String.join(", ", numbers().stream().map(i -> "32").toList())
            + "]\ntraining.learningRate = 0.01\n");
    return this;
  }

  /** A finished run. */
  Path finished(Path directory, int epochs) throws IOException {
    attempt(1, 0, epochs).epochs(0, epochs);
    return writeMetrics(directory, "metrics.jsonl").directory(directory, "completed", epochs);
  }

  private Path directory(Path directory, String status, int epochs) throws IOException {
    writeSummary(directory, status, epochs);
    return directory;
  }
}

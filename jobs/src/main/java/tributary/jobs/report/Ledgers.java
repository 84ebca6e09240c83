package tributary.jobs.report;

import java.util.ArrayList;
import java.util.List;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;
import tributary.train.TimeLedger;

/** Where the time went: of the whole run, and over its epochs. */
final class Ledgers {
  /** As many bars as can still be told apart. */
  private static final int MOST_BARS = 60;

  private Ledgers() {}

  static JsonValue json(RunRecord run) {
    List<JsonObject> epochs = run.recording().ledgers();
    TimeLedger whole = run.summary().map(s -> ledger(s, "ledger")).orElseGet(() -> sum(epochs));
    return new JsonObjectBuilder()
        .put("whole", ledger(whole))
        .put("verdict", whole.verdict())
        .putAll("epochs", bars(epochs), bar -> bar)
        .build();
  }

  /** One bar an epoch, or one for several of them where there are too many. */
  private static List<JsonObject> bars(List<JsonObject> epochs) {
    int group = Math.max(1, (epochs.size() + MOST_BARS - 1) / MOST_BARS);
    List<JsonObject> bars = new ArrayList<>();
    for (int from = 0; from < epochs.size(); from += group) {
      List<JsonObject> some = epochs.subList(from, Math.min(from + group, epochs.size()));
      bars.add(
          new JsonObjectBuilder()
              .put("from", Fields.integer(some.get(0), "epoch"))
              .put("to", Fields.integer(some.get(some.size() - 1), "epoch"))
              .put("ledger", ledger(sum(some)))
              .build());
    }
    return bars;
  }

  private static TimeLedger sum(List<JsonObject> lines) {
    TimeLedger sum = TimeLedger.NONE;
    for (JsonObject line : lines) {
      sum = sum.minus(TimeLedger.NONE.minus(ledger(line)));
    }
    return sum;
  }

  private static TimeLedger ledger(JsonObject object, String name) {
    return object.members().get(name) instanceof JsonObject ledger
        ? ledger(ledger)
        : TimeLedger.NONE;
  }

  private static TimeLedger ledger(JsonObject line) {
    return new TimeLedger(
        Math.max(0, Fields.integer(line, "steps")),
        seconds(line, "scheduling"),
        seconds(line, "broadcast"),
        seconds(line, "compute"),
        seconds(line, "waiting"),
        seconds(line, "aggregation"),
        seconds(line, "update"),
        seconds(line, "evaluation"),
        seconds(line, "other"),
        zeroIfNone(Fields.number(line, "garbageCollection")));
  }

  private static double seconds(JsonObject line, String part) {
    return zeroIfNone(Fields.number(line, "seconds", part));
  }

  private static double zeroIfNone(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static JsonValue ledger(TimeLedger ledger) {
    return new JsonObjectBuilder()
        .put("steps", ledger.steps())
        .put("scheduling", RunJson.number(ledger.scheduling()))
        .put("broadcast", RunJson.number(ledger.broadcast()))
        .put("compute", RunJson.number(ledger.compute()))
        .put("waiting", RunJson.number(ledger.waiting()))
        .put("aggregation", RunJson.number(ledger.aggregation()))
        .put("update", RunJson.number(ledger.update()))
        .put("evaluation", RunJson.number(ledger.evaluation()))
        .put("other", RunJson.number(ledger.other()))
        .put("garbageCollection", RunJson.number(ledger.garbageCollection()))
        .build();
  }
}

package tributary.jobs.bench;

import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue.JsonObject;

/** A report as JSON, with every single turn. */
public final class BenchJson {
  private BenchJson() {}

  public static JsonObject of(BenchReport report) {
    BenchEnvironment environment = report.environment();
    JsonObjectBuilder machine =
        new JsonObjectBuilder()
            .put("processor", environment.processor())
            .put("cores", environment.cores())
            .put("system", environment.system())
            .put("jdk", environment.jdk())
            .put("spark", environment.spark())
            .put("gemm", environment.gemm())
            .put("loadAverage", environment.load());
    environment.commit().ifPresent(commit -> machine.put("commit", commit));
    return new JsonObjectBuilder()
        .put("machine", machine.build())
        .put("data", report.data())
        .put("peers", report.peers())
        .put("quick", report.plan().quick())
        .put("turns", report.plan().turns())
        .put("secondsOfATurn", report.plan().seconds())
        .putAll("figures", report.figures(), BenchJson::of)
        .build();
  }

  private static JsonObject of(Figure figure) {
    JsonObjectBuilder json =
        new JsonObjectBuilder().put("row", figure.row().toString()).put("what", figure.what());
    figure.ours().ifPresent(side -> json.put("ours", of(side)));
    figure.peer().ifPresent(side -> json.put("peer", of(side)));
    figure.value().ifPresent(value -> json.put("value", of(value)));
    figure.aim().ifPresent(aim -> json.put(aim.atLeast() ? "atLeast" : "atMost", aim.bound()));
    figure.reached().ifPresent(reached -> json.put("reached", reached));
    return json.putStrings("notes", figure.notes()).build();
  }

  private static JsonObject of(Side side) {
    return turns(new JsonObjectBuilder().put("name", side.name()), side.turns());
  }

  private static JsonObject of(Turns turns) {
    return turns(new JsonObjectBuilder(), turns);
  }

  private static JsonObject turns(JsonObjectBuilder json, Turns turns) {
    return json.put("unit", turns.unit())
        .put("median", turns.median())
        .put("lowest", turns.lowest())
        .put("highest", turns.highest())
        .putNumbers("turns", turns.values())
        .build();
  }
}

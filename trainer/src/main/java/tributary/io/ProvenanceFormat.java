package tributary.io;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tributary.io.JsonValue.JsonObject;

/** Where a model came from and how good it is, as JSON. */
final class ProvenanceFormat {
  private ProvenanceFormat() {}

  static JsonObject encode(Provenance provenance) {
    Provenance.Data data = provenance.data();
    Provenance.Software software = provenance.software();
    return new JsonObjectBuilder()
        .put("createdAt", provenance.createdAt().toString())
        .put("seed", provenance.seed())
        .put("shards", provenance.shards())
        .put("epochs", provenance.epochs())
        .put("steps", provenance.steps())
        .put(
            "data",
            new JsonObjectBuilder()
                .putStrings("paths", data.paths())
                .put("rows", data.rows())
                .putStrings("columns", data.columns())
                .build())
        .put(
            "software",
            new JsonObjectBuilder()
                .put("tributary", software.tributary())
                .put("spark", software.spark())
                .put("java", software.java())
                .put("gemm", software.gemm())
                .build())
        .put("configuration", provenance.configuration())
        .build();
  }

  static Provenance decode(JsonFields fields) throws ModelFormatException {
    Provenance provenance =
        new Provenance(
            data(fields.object("data")),
            fields.string("configuration"),
            fields.integer("seed"),
            fields.count("shards"),
            fields.count("epochs"),
            fields.integer("steps"),
            software(fields.object("software")),
            instant(fields));
    fields.end();
    return provenance;
  }

  private static Provenance.Data data(JsonFields fields) throws ModelFormatException {
    Provenance.Data data =
        new Provenance.Data(
            fields.strings("paths"), fields.integer("rows"), fields.strings("columns"));
    fields.end();
    return data;
  }

  private static Provenance.Software software(JsonFields fields) throws ModelFormatException {
    Provenance.Software software =
        new Provenance.Software(
            fields.string("tributary"),
            fields.string("spark"),
            fields.string("java"),
            fields.string("gemm"));
    fields.end();
    return software;
  }

  private static Instant instant(JsonFields fields) throws ModelFormatException {
    try {
      return Instant.parse(fields.string("createdAt"));
    } catch (DateTimeException e) {
      throw fields.refused(
          new IllegalArgumentException("createdAt is not a time such as 2026-01-31T12:00:00Z", e));
    }
  }

  static JsonObject encode(Map<String, Double> metrics) {
    JsonObjectBuilder json = new JsonObjectBuilder();
    metrics.forEach(json::putAnyNumber);
    return json.build();
  }

  static Map<String, Double> metrics(JsonFields fields) throws ModelFormatException {
    Map<String, Double> metrics = new TreeMap<>();
    for (String name : fields.names()) {
      metrics.put(name, fields.anyNumber(name));
    }
    return metrics;
  }
}

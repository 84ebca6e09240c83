package tributary.ml;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import scala.NotImplementedError;
import scala.collection.JavaConverters;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonFields;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonObject;
import tributary.io.ModelFormatException;

/**
 * What is saved of an estimator or model beside its network: the one line of {@code
 * metadata/part-00000}, in the form that Spark ML's pipelines look for, with our own fields behind.
 *
 * <p>Reading is data only. The class that Spark ML wants named is compared with the one that is
 * being read and never looked up, a parameter that it does not have is refused, and the line
 * carries its own SHA-256.
 *
 * @param values of the parameters that were set, as JSON by name
 * @param labels of the classes; empty if they have no names
 */
record SavedStage(
    String className,
    String sparkVersion,
    String uid,
    Map<String, JsonValue> values,
    List<String> labels,
    Optional<TrainingSummary> summary) {
  /** The version written, and the newest that is read. */
  static final int VERSION = 1;

  private static final String SHA256 = "sha256";

  SavedStage {
    values = Map.copyOf(values);
    labels = List.copyOf(labels);
  }

  static SavedStage of(
      Params stage, String sparkVersion, List<String> labels, Optional<TrainingSummary> summary) {
    Map<String, JsonValue> values = new TreeMap<>();
    for (ParamPair<?> pair : JavaConverters.seqAsJavaList(stage.extractParamMap().toSeq())) {
      if (stage.isSet(pair.param()) && !pair.param().name().equals(InitialModelParam.NAME)) {
        values.put(pair.param().name(), encode(pair));
      }
    }
    return new SavedStage(
        stage.getClass().getName(), sparkVersion, stage.uid(), values, labels, summary);
  }

  private static <T> JsonValue encode(ParamPair<T> pair) {
    try {
      return Json.parse(pair.param().jsonEncode(pair.value()));
    } catch (JsonException e) {
      throw new IllegalArgumentException(
          pair.param() + ": its value cannot be saved: " + e.getMessage(), e);
    }
  }

  /** The line, with its end. */
  String line() {
    JsonObjectBuilder params = new JsonObjectBuilder();
    new TreeMap<>(values).forEach(params::put);
    JsonObjectBuilder own =
        new JsonObjectBuilder().put("formatVersion", VERSION).putStrings("labels", labels);
    summary.ifPresent(s -> own.put("summary", SummaryFormat.encode(s)));
    JsonObject content =
        new JsonObjectBuilder()
            .put("class", className)
            // Spark ML wants one; when a model was made stands in its description.
            .put("timestamp", 0)
            .put("sparkVersion", sparkVersion)
            .put("uid", uid)
            .put("paramMap", params.build())
            .put("defaultParamMap", new JsonObjectBuilder().build())
            .put("tributary", own.build())
            .build();
    Map<String, JsonValue> sealed = new LinkedHashMap<>(content.members());
    sealed.put(SHA256, new JsonValue.JsonString(sha256(content)));
    return Json.compact(new JsonObject(sealed)) + "\n";
  }

  private static String sha256(JsonObject content) {
    try {
      byte[] bytes = Json.compact(content).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * @param path of the file, for messages
   * @param wanted the class that is being read
   * @throws ModelFormatException if the line was not written by {@link #line}, for this class
   */
  static SavedStage parse(String path, byte[] line, Class<?> wanted) throws ModelFormatException {
    JsonValue json;
    try {
      json = Json.parse(line);
    } catch (JsonException e) {
      throw new ModelFormatException(path + ": " + e.getMessage(), e);
    }
    JsonFields fields = JsonFields.of(path + ":", json);
    String className = fields.string("class");
    if (!className.equals(wanted.getName())) {
      throw new ModelFormatException(
          path
              + ": this is a "
              + className
              + ", not a "
              + wanted.getName()
              + "; load it with the class that saved it");
    }
    JsonFields own = fields.object("tributary");
    int version = own.count("formatVersion");
    if (version < 1 || version > VERSION) {
      throw new ModelFormatException(
          path
              + ": format version "
              + version
              + ", this build reads 1 to "
              + VERSION
              + (version > VERSION ? "; upgrade Tributary" : "; the file is damaged"));
    }
    requireUndamaged(path, line, fields, (JsonObject) json);
    SavedStage stage = decode(className, fields, own);
    own.end();
    fields.integer("timestamp");
    fields.object("defaultParamMap").end();
    fields.end();
    return stage;
  }

  /** Not a byte may differ, not even one without a meaning. */
  private static void requireUndamaged(String path, byte[] line, JsonFields fields, JsonObject json)
      throws ModelFormatException {
    Map<String, JsonValue> members = new LinkedHashMap<>(json.members());
    members.remove(SHA256);
    byte[] written = (Json.compact(json) + "\n").getBytes(StandardCharsets.UTF_8);
    if (!fields.string(SHA256).equals(sha256(new JsonObject(members)))
        || !Arrays.equals(written, line)) {
      throw new ModelFormatException(
          path
              + ": the content does not have the sha256 it names; the file was damaged or edited,"
              + " take it from its source again");
    }
  }

  private static SavedStage decode(String className, JsonFields fields, JsonFields own)
      throws ModelFormatException {
    Map<String, JsonValue> values = new TreeMap<>();
    JsonFields params = fields.object("paramMap");
    for (String name : params.names()) {
      values.put(name, params.value(name));
    }
    return new SavedStage(
        className,
        fields.string("sparkVersion"),
        fields.string("uid"),
        values,
        own.strings("labels"),
        own.has("summary")
            ? Optional.of(SummaryFormat.decode(own.object("summary")))
            : Optional.empty());
  }

  /**
   * Gives a stage the values.
   *
   * @throws ModelFormatException if it has no such parameter, or a value is not allowed
   */
  void setOn(String path, Params stage) throws ModelFormatException {
    for (Map.Entry<String, JsonValue> value : values.entrySet()) {
      if (!stage.hasParam(value.getKey())) {
        throw new ModelFormatException(
            path
                + ": there is no parameter "
                + value.getKey()
                + "; the parameters are "
                + names(stage));
      }
      set(path, stage, stage.getParam(value.getKey()), Json.compact(value.getValue()));
    }
  }

  private static List<String> names(Params stage) {
    List<String> names = new ArrayList<>();
    for (Param<?> param : stage.params()) {
      names.add(param.name());
    }
    return names;
  }

  private static <T> void set(String path, Params stage, Param<T> param, String json)
      throws ModelFormatException {
    try {
      stage.set(param, param.jsonDecode(json));
    } catch (Exception | NotImplementedError e) {
      // What Spark's own parameters throw on a value of another kind is any of several, some of it
      // undeclared.
      throw new ModelFormatException(
          path + ": parameter " + param.name() + " is " + json + ": " + e.getMessage(), e);
    }
  }
}

package tributary.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** Puts a JSON object together, field by field, in the order in which it will be written. */
public final class JsonObjectBuilder {
  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  public JsonObjectBuilder put(String name, JsonValue value) {
    members.put(name, value);
    return this;
  }

  public JsonObjectBuilder put(String name, String value) {
    return put(name, new JsonString(value));
  }

  public JsonObjectBuilder put(String name, long value) {
    return put(name, new JsonInteger(value));
  }

  public JsonObjectBuilder put(String name, double value) {
    return put(name, new JsonDouble(value));
  }

  public JsonObjectBuilder put(String name, boolean value) {
    return put(name, new JsonBoolean(value));
  }

  /** A number, or a word where JSON has no number: "NaN", "Infinity" or "-Infinity". */
  public JsonObjectBuilder putAnyNumber(String name, double value) {
    return Double.isFinite(value) ? put(name, value) : put(name, Double.toString(value));
  }

  public JsonObjectBuilder putStrings(String name, List<String> values) {
    return putAll(name, values, JsonString::new);
  }

  public JsonObjectBuilder putNumbers(String name, List<Double> values) {
    return putAll(name, values, JsonDouble::new);
  }

  /** A list of whatever {@code encoder} makes of the values. */
  public <T> JsonObjectBuilder putAll(
      String name, List<T> values, Function<? super T, ? extends JsonValue> encoder) {
    return put(name, new JsonArray(values.stream().<JsonValue>map(encoder).toList()));
  }

  public JsonObject build() {
    return new JsonObject(members);
  }
}

package tributary.io;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value: immutable, compared by content. */
public sealed interface JsonValue {
  /** Names and values, in the order in which they were written. */
  record JsonObject(Map<String, JsonValue> members) implements JsonValue {
    public JsonObject {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** Values in order. */
  record JsonArray(List<JsonValue> items) implements JsonValue {
    public JsonArray {
      items = List.copyOf(items);
    }
  }

  /** Text. */
  record JsonString(String value) implements JsonValue {}

  /** A number written without fraction and exponent. */
  record JsonInteger(long value) implements JsonValue {}

  /** A number written with a fraction or an exponent; always finite when it was read. */
  record JsonDouble(double value) implements JsonValue {}

  /** True or false. */
  record JsonBoolean(boolean value) implements JsonValue {}

  /** The value null. */
  enum JsonNull implements JsonValue {
    NULL
  }
}

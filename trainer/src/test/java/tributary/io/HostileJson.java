package tributary.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.data.RandomStream;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** Files as somebody with bad intentions would write them: well-formed, and sealed anew. */
public final class HostileJson {
  private static final List<JsonValue> VALUES =
      List.of(
          new JsonInteger(-1),
          new JsonInteger(0),
          new JsonInteger(Integer.MAX_VALUE),
          new JsonInteger(1L << 31),
          new JsonInteger(Long.MAX_VALUE),
          new JsonInteger(Long.MIN_VALUE),
          new JsonDouble(1e308),
          new JsonDouble(-1e-300),
          new JsonDouble(0.5),
          new JsonString(""),
          new JsonString("../../etc/x"),
          new JsonString("java.lang.Runtime"),
          new JsonString("NaN"),
          new JsonString("\u0000\u001b[2J\n"),
          new JsonString("x".repeat(10_000)),
          new JsonBoolean(true),
          JsonNull.NULL,
          new JsonArray(List.of()),
          new JsonArray(List.of(new JsonInteger(1), JsonNull.NULL)),
          new JsonObject(Map.of()),
          new JsonObject(Map.of("class", new JsonString("java.lang.Runtime"))));

  private HostileJson() {}

  /** The same with one value, somewhere, that is another, twice there, or not there at all. */
  public static JsonObject damaged(JsonObject sound, RandomStream random) {
    return (JsonObject) damaged((JsonValue) sound, random);
  }

  private static JsonValue damaged(JsonValue value, RandomStream random) {
    if (value instanceof JsonObject object && !object.members().isEmpty()) {
      return object(object, random);
    }
    if (value instanceof JsonArray array && !array.items().isEmpty()) {
      return array(array, random);
    }
    return VALUES.get(random.nextInt(VALUES.size()));
  }

  private static JsonObject object(JsonObject object, RandomStream random) {
    List<String> names = new ArrayList<>(object.members().keySet());
    String name = names.get(random.nextInt(names.size()));
    Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
    JsonValue old = object.members().getOrDefault(name, JsonNull.NULL);
    switch (random.nextInt(8)) {
      case 0 -> members.remove(name);
      case 1 -> members.put(name + "2", old);
      case 2 -> members.put(name, VALUES.get(random.nextInt(VALUES.size())));
      default -> members.put(name, damaged(old, random));
    }
    return new JsonObject(members);
  }

  private static JsonArray array(JsonArray array, RandomStream random) {
    List<JsonValue> items = new ArrayList<>(array.items());
    int at = random.nextInt(items.size());
    switch (random.nextInt(8)) {
      case 0 -> items.remove(at);
      case 1 -> items.add(items.get(at));
      case 2 -> items.set(at, VALUES.get(random.nextInt(VALUES.size())));
      default -> items.set(at, damaged(items.get(at), random));
    }
    return new JsonArray(items);
  }
}

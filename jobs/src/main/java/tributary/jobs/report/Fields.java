package tributary.jobs.report;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/**
 * Looks into JSON that another version of this program may have written: what is missing or of
 * another type is absent, and no error.
 */
final class Fields {
  private Fields() {}

  private static @Nullable JsonValue at(JsonObject object, String... path) {
    JsonValue value = object;
    for (String name : path) {
      value = value instanceof JsonObject inner ? inner.members().get(name) : null;
    }
    return value;
  }

  /** NaN if there is none, which is also what null stands for. */
  static double number(JsonObject object, String... path) {
    JsonValue value = at(object, path);
    if (value instanceof JsonInteger integer) {
      return integer.value();
    }
    return value instanceof JsonDouble number ? number.value() : Double.NaN;
  }

  /** −1 if there is none. */
  static long integer(JsonObject object, String... path) {
    return at(object, path) instanceof JsonInteger integer ? integer.value() : -1;
  }

  static Optional<String> text(JsonObject object, String... path) {
    return at(object, path) instanceof JsonString text
        ? Optional.of(text.value())
        : Optional.empty();
  }

  static boolean flag(JsonObject object, String... path) {
    return at(object, path) instanceof JsonBoolean flag && flag.value();
  }

  static List<String> texts(JsonObject object, String... path) {
    return at(object, path) instanceof JsonArray array
        ? array.items().stream()
            .filter(JsonString.class::isInstance)
            .map(text -> ((JsonString) text).value())
            .toList()
        : List.of();
  }

  static List<JsonObject> objects(JsonObject object, String... path) {
    return at(object, path) instanceof JsonArray array
        ? array.items().stream()
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .toList()
        : List.of();
  }
}

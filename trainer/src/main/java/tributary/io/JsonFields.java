package tributary.io;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/**
 * The fields of one JSON object, each asked for by name and type; every error gives the path.
 *
 * <p>{@link #end} refuses the fields that nobody asked for.
 */
final class JsonFields {
  private static final int SHOWN = 60;

  private final String path;
  private final JsonObject object;
  private final Set<String> asked = new HashSet<>();

  private JsonFields(String path, JsonObject object) {
    this.path = path;
    this.object = object;
  }

  static JsonFields of(String path, JsonValue value) throws ModelFormatException {
    if (value instanceof JsonObject object) {
      return new JsonFields(path, object);
    }
    throw mismatch(path, value, "an object");
  }

  private String pathOf(String name) {
    return path.endsWith(":") ? path + " " + name : path + "." + name;
  }

  private JsonValue value(String name) throws ModelFormatException {
    asked.add(name);
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw new ModelFormatException(
          pathOf(name) + " is missing; the file was edited or written by another program");
    }
    return value;
  }

  String string(String name) throws ModelFormatException {
    return string(pathOf(name), value(name));
  }

  long integer(String name) throws ModelFormatException {
    if (value(name) instanceof JsonInteger integer) {
      return integer.value();
    }
    throw mismatch(pathOf(name), value(name), "a whole number");
  }

  /** A whole number from 0 to 2³¹−1. */
  int count(String name) throws ModelFormatException {
    long value = integer(name);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw mismatch(pathOf(name), value(name), "a whole number from 0 to 2147483647");
    }
    return (int) value;
  }

  double number(String name) throws ModelFormatException {
    return number(pathOf(name), value(name));
  }

  boolean bool(String name) throws ModelFormatException {
    if (value(name) instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw mismatch(pathOf(name), value(name), "true or false");
  }

  JsonFields object(String name) throws ModelFormatException {
    return of(pathOf(name), value(name));
  }

  List<JsonFields> objects(String name) throws ModelFormatException {
    return list(name, JsonFields::of);
  }

  List<String> strings(String name) throws ModelFormatException {
    return list(name, JsonFields::string);
  }

  List<Double> numbers(String name) throws ModelFormatException {
    return list(name, JsonFields::number);
  }

  boolean has(String name) {
    return object.members().containsKey(name);
  }

  /** All names of the object, for one whose names are data. */
  Set<String> names() {
    return object.members().keySet();
  }

  /** A number, or the words that stand for the three values that JSON cannot write. */
  double anyNumber(String name) throws ModelFormatException {
    if (value(name) instanceof JsonString word) {
      return switch (word.value()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default ->
            throw mismatch(pathOf(name), word, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"");
      };
    }
    return number(name);
  }

  private interface Decoder<T> {
    T decode(String path, JsonValue value) throws ModelFormatException;
  }

  private <T> List<T> list(String name, Decoder<T> decoder) throws ModelFormatException {
    if (!(value(name) instanceof JsonArray array)) {
      throw mismatch(pathOf(name), value(name), "a list");
    }
    List<T> list = new ArrayList<>(array.items().size());
    for (JsonValue item : array.items()) {
      list.add(decoder.decode(pathOf(name) + "[" + list.size() + "]", item));
    }
    return list;
  }

  private static String string(String path, JsonValue value) throws ModelFormatException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw mismatch(path, value, "a string");
  }

  private static double number(String path, JsonValue value) throws ModelFormatException {
    if (value instanceof JsonDouble number) {
      return number.value();
    }
    if (value instanceof JsonInteger integer) {
      return integer.value();
    }
    throw mismatch(path, value, "a number");
  }

  /** Refuses what has not been asked for. */
  void end() throws ModelFormatException {
    for (String name : object.members().keySet()) {
      if (!asked.contains(name)) {
        throw new ModelFormatException(
            "%s is not a field of this format version; the fields here are %s"
                .formatted(pathOf(name), asked.stream().sorted().toList()));
      }
    }
  }

  /** The error for a field whose value is none of a closed set of words. */
  ModelFormatException unknown(String name, String expected) throws ModelFormatException {
    return mismatch(pathOf(name), value(name), "one of " + expected);
  }

  /** The error for values that are each right but do not go together. */
  ModelFormatException refused(IllegalArgumentException cause) {
    String place = path.endsWith(":") ? path + " " : path + ": ";
    return new ModelFormatException(place + cause.getMessage(), cause);
  }

  private static ModelFormatException mismatch(String path, JsonValue found, String expected) {
    String text = Json.compact(found);
    String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    return new ModelFormatException(path + " is " + shown + ", expected " + expected);
  }
}

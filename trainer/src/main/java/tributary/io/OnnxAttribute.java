package tributary.io;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A setting of a node.
 *
 * @param type what the file says the value is, which it must say
 * @param value a Float, Long or String, or a list of them
 */
public record OnnxAttribute(String name, Kind type, Object value) {
  /** The kinds of value that are written and read, by the numbers ONNX gives them. */
  public enum Kind {
    /** No type was given. */
    UNDEFINED(0),
    FLOAT(1),
    INT(2),
    STRING(3),
    FLOATS(6),
    INTS(7),
    STRINGS(8);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    boolean isOf(Object value) {
      return switch (this) {
        case UNDEFINED -> false;
        case FLOAT -> value instanceof Float;
        case INT -> value instanceof Long;
        case STRING -> value instanceof String;
        case FLOATS -> isListOf(Float.class, value);
        case INTS -> isListOf(Long.class, value);
        case STRINGS -> isListOf(String.class, value);
      };
    }

    private static boolean isListOf(Class<?> type, Object value) {
      return value instanceof List<?> list && list.stream().allMatch(type::isInstance);
    }

    /** The kind of that number, if it is one of these. */
    static Optional<Kind> of(long code) {
      return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }
  }

  static OnnxAttribute of(String name, float value) {
    return new OnnxAttribute(name, Kind.FLOAT, value);
  }

  static OnnxAttribute of(String name, long value) {
    return new OnnxAttribute(name, Kind.INT, value);
  }

  static OnnxAttribute of(String name, String value) {
    return new OnnxAttribute(name, Kind.STRING, value);
  }

  static OnnxAttribute ofInts(String name, List<Long> values) {
    return new OnnxAttribute(name, Kind.INTS, List.copyOf(values));
  }

  static OnnxAttribute ofStrings(String name, List<String> values) {
    return new OnnxAttribute(name, Kind.STRINGS, List.copyOf(values));
  }

  @Override
  public String toString() {
    return name + " = " + value;
  }
}

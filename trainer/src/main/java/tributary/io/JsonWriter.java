package tributary.io;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** Writes one value; the same value always gives the same text, on every Java release. */
final class JsonWriter {
  private final StringBuilder out = new StringBuilder();
  private final boolean indented;

  JsonWriter(boolean indented) {
    this.indented = indented;
  }

  String write(JsonValue value) {
    write(value, 0);
    return out.toString();
  }

  private void write(JsonValue value, int depth) {
    if (value instanceof JsonObject object) {
      object(object.members(), enter(depth));
    } else if (value instanceof JsonArray array) {
      array(array.items(), enter(depth));
    } else if (value instanceof JsonString string) {
      string(string.value());
    } else if (value instanceof JsonInteger integer) {
      out.append(integer.value());
    } else if (value instanceof JsonDouble number) {
      out.append(text(number.value()));
    } else if (value instanceof JsonBoolean bool) {
      out.append(bool.value());
    } else if (value == JsonNull.NULL) {
      out.append("null");
    }
  }

  private static int enter(int depth) {
    if (depth == Json.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "JSON: nested deeper than " + Json.MAX_DEPTH + " levels, which no reader would take");
    }
    return depth + 1;
  }

  private void object(Map<String, JsonValue> members, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      separate(first, depth, true);
      first = false;
      string(member.getKey());
      out.append(indented ? ": " : ":");
      write(member.getValue(), depth);
    }
    close(first, depth, true);
    out.append('}');
  }

  private void array(List<JsonValue> items, int depth) {
    boolean lines = items.stream().anyMatch(i -> i instanceof JsonObject || i instanceof JsonArray);
    out.append('[');
    boolean first = true;
    for (JsonValue item : items) {
      separate(first, depth, lines);
      first = false;
      write(item, depth);
    }
    close(first, depth, lines);
    out.append(']');
  }

  private void separate(boolean first, int depth, boolean lines) {
    if (!first) {
      out.append(',');
    }
    if (indented && lines) {
      out.append('\n').append("  ".repeat(depth));
    } else if (indented && !first) {
      out.append(' ');
    }
  }

  private void close(boolean empty, int depth, boolean lines) {
    if (indented && lines && !empty) {
      out.append('\n').append("  ".repeat(depth - 1));
    }
  }

  private void string(String s) {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || isLoneSurrogate(s, i)) {
            escape(c);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Half a surrogate pair has no UTF-8 form, but an escape keeps it. */
  static boolean isLoneSurrogate(String s, int i) {
    char c = s.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == s.length() || !Character.isLowSurrogate(s.charAt(i + 1));
    }
    return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(s.charAt(i - 1)));
  }

  private void escape(char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xF, 16));
    }
  }

  /**
   * The number rounded to the fewest of 15, 16 or 17 significant digits that are read back as the
   * same double; Double.toString is not used because its digits changed with Java 19.
   *
   * @throws IllegalArgumentException if {@code value} is not finite
   */
  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "JSON: cannot write the number " + value + "; it must be finite");
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal rounded = exact.round(new MathContext(15));
    for (int digits = 16; Double.parseDouble(rounded.toString()) != value; digits++) {
      rounded = exact.round(new MathContext(digits));
    }
    return text(rounded.stripTrailingZeros());
  }

  private static String text(BigDecimal stripped) {
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (exponent < -6 || exponent > 16) {
      return stripped.toString();
    }
    String plain = stripped.toPlainString();
    return stripped.scale() > 0 ? plain : plain + ".0";
  }
}

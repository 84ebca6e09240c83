package tributary.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;
import tributary.io.JsonValue.JsonString;

/** A recursive-descent reader of one text; the recursion goes no deeper than the nesting bound. */
final class JsonReader {
  /** No number that a double can tell apart is longer; parsing longer ones costs quadratic time. */
  private static final int MAX_NUMBER_LENGTH = 1000;

  private final String text;
  private final long maxValues;
  private int at;
  private int depth;
  private long values;

  JsonReader(String text, long maxValues) {
    this.text = text;
    this.maxValues = maxValues;
  }

  JsonValue read() throws JsonException {
    JsonValue value = value();
    skipWhitespace();
    if (at < text.length()) {
      throw expected("the end of the text");
    }
    return value;
  }

  private JsonValue value() throws JsonException {
    values++;
    if (values > maxValues) {
      throw error(
          JsonException.Kind.TOO_MANY_VALUES, "more than " + maxValues + " values in one text");
    }
    skipWhitespace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> new JsonString(string());
      case 't' -> literal("true", new JsonBoolean(true));
      case 'f' -> literal("false", new JsonBoolean(false));
      case 'n' -> literal("null", JsonNull.NULL);
      default -> number();
    };
  }

  private JsonValue object() throws JsonException {
    enter();
    Map<String, JsonValue> members = new LinkedHashMap<>();
    if (!closes('}')) {
      do {
        skipWhitespace();
        if (peek() != '"') {
          throw expected("a name in double quotes");
        }
        int start = at;
        String name = string();
        skipWhitespace();
        if (!accept(':')) {
          throw expected("':'");
        }
        JsonValue value = value();
        if (members.put(name, value) != null) {
          at = start;
          throw error(
              JsonException.Kind.DUPLICATE_NAME,
              "the name \"" + shorten(name) + "\" is given twice in one object");
        }
      } while (another('}'));
    }
    depth--;
    return new JsonObject(members);
  }

  private JsonValue array() throws JsonException {
    enter();
    List<JsonValue> items = new ArrayList<>();
    if (!closes(']')) {
      do {
        items.add(value());
      } while (another(']'));
    }
    depth--;
    return new JsonArray(items);
  }

  private void enter() throws JsonException {
    depth++;
    if (depth > Json.MAX_DEPTH) {
      throw error(JsonException.Kind.TOO_DEEP, "nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    at++;
  }

  private boolean closes(char bracket) {
    skipWhitespace();
    return accept(bracket);
  }

  private boolean another(char bracket) throws JsonException {
    skipWhitespace();
    if (accept(',')) {
      return true;
    }
    if (accept(bracket)) {
      return false;
    }
    throw expected("',' or '" + bracket + "'");
  }

  private JsonValue literal(String word, JsonValue value) throws JsonException {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
    return value;
  }

  private String string() throws JsonException {
    at++;
    int start = at;
    StringBuilder unescaped = null;
    while (true) {
      char c = at < text.length() ? text.charAt(at) : '\0';
      if (c == '"') {
        String rest = text.substring(start, at);
        at++;
        return unescaped == null ? rest : unescaped.append(rest).toString();
      }
      if (c < 0x20) {
        throw expected("a character of a string or the closing '\"'");
      }
      if (c == '\\') {
        if (unescaped == null) {
          unescaped = new StringBuilder();
        }
        unescaped.append(text, start, at);
        at++;
        unescaped.append(escape());
        start = at;
      } else {
        at++;
      }
    }
  }

  private char escape() throws JsonException {
    char c = peek();
    char meant =
        switch (c) {
          case '"', '\\', '/' -> c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> hex();
          default -> throw expected("one of \" \\ / b f n r t u after '\\'");
        };
    at++;
    return meant;
  }

  /** Leaves the position on the last of the four digits. */
  private char hex() throws JsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw expected("four hexadecimal digits after \\u");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private JsonValue number() throws JsonException {
    int start = at;
    accept('-');
    if (!accept('0') && !digits()) {
      throw expected("a value");
    }
    boolean whole = true;
    if (accept('.')) {
      whole = false;
      requireDigits();
    }
    if (accept('e') || accept('E')) {
      whole = false;
      if (!accept('+')) {
        accept('-');
      }
      requireDigits();
    }
    String digits = text.substring(start, Math.min(at, start + MAX_NUMBER_LENGTH));
    // A long has no negative zero; a double does.
    JsonValue value = whole && !digits.equals("-0") ? integer(digits) : decimal(digits);
    if (value == JsonNull.NULL || at - start > MAX_NUMBER_LENGTH) {
      at = start;
      throw error(
          JsonException.Kind.NUMBER_OUT_OF_RANGE,
          "the number " + shorten(digits) + " fits neither a 64-bit integer nor a double");
    }
    return value;
  }

  private static JsonValue integer(String digits) {
    try {
      return new JsonInteger(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      return JsonNull.NULL;
    }
  }

  private static JsonValue decimal(String digits) {
    double value = Double.parseDouble(digits);
    return Double.isInfinite(value) ? JsonNull.NULL : new JsonDouble(value);
  }

  private boolean digits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at > start;
  }

  private void requireDigits() throws JsonException {
    if (!digits()) {
      throw expected("a digit");
    }
  }

  /** The character here, or NUL, which no grammar rule accepts, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean accept(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void skipWhitespace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private JsonException expected(String what) {
    String found = "the end of the text";
    if (at < text.length()) {
      int c = text.codePointAt(at);
      found = c < 0x20 ? "character " + c : "'" + Character.toString(c) + "'";
    }
    return error(JsonException.Kind.SYNTAX, "found " + found + ", expected " + what);
  }

  private JsonException error(JsonException.Kind kind, String problem) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonException(
        kind, "JSON line " + line + ", column " + (at - lineStart + 1) + ": " + problem);
  }

  private static String shorten(String s) {
    return s.length() <= 60 ? s : s.substring(0, 60) + "…";
  }
}

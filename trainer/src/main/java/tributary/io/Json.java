package tributary.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Strict JSON (RFC 8259): nothing lenient, nothing ambiguous, nothing that names a class.
 *
 * <p>Repeated names are refused, nesting is bounded by {@link #MAX_DEPTH}, whole numbers stay exact
 * longs and all others doubles. Writing is deterministic, and what was written is read back as an
 * equal value.
 */
public final class Json {
  /** Enough for any description of ours, far too little to exhaust a thread's stack. */
  public static final int MAX_DEPTH = 256;

  private Json() {}

  /**
   * The value that the text holds.
   *
   * @throws JsonException if the text is not strict JSON; the message gives line and column
   */
  public static JsonValue parse(String text) throws JsonException {
    return new JsonReader(text, Long.MAX_VALUE).read();
  }

  /**
   * The value that the UTF-8 bytes hold.
   *
   * @throws JsonException if the bytes are not UTF-8 or not strict JSON
   */
  public static JsonValue parse(byte[] utf8) throws JsonException {
    return parse(utf8, Long.MAX_VALUE);
  }

  /** Refuses a text of more than {@code maxValues} values, so that the heap it takes is bounded. */
  static JsonValue parse(byte[] utf8, long maxValues) throws JsonException {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(utf8))
              .toString();
    } catch (CharacterCodingException e) {
      throw new JsonException(
          JsonException.Kind.NOT_UTF8, "JSON: the bytes are not UTF-8 (" + e.getMessage() + ")");
    }
    return new JsonReader(text, maxValues).read();
  }

  /**
   * Without any white space.
   *
   * @throws IllegalArgumentException if a number is not finite or the nesting exceeds {@link
   *     #MAX_DEPTH}
   */
  public static String compact(JsonValue value) {
    return new JsonWriter(false).write(value);
  }

  /**
   * One member a line, indented by two spaces, arrays of plain values on one line; ends in a
   * newline.
   *
   * @throws IllegalArgumentException if a number is not finite or the nesting exceeds {@link
   *     #MAX_DEPTH}
   */
  public static String indented(JsonValue value) {
    return new JsonWriter(true).write(value) + "\n";
  }
}

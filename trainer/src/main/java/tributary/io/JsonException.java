package tributary.io;

/** A text that is not the strict JSON that {@link Json} reads; the message gives the position. */
public final class JsonException extends FormatException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Kind {
    /** The bytes are not UTF-8. */
    NOT_UTF8,
    /** The text does not follow the grammar of RFC 8259. */
    SYNTAX,
    /** An object has the same name twice. */
    DUPLICATE_NAME,
    /** Arrays and objects are nested too deeply. */
    TOO_DEEP,
    /** There are more values than the reader was told to hold. */
    TOO_MANY_VALUES,
    /** A whole number outside the 64-bit range, or a number that no double can hold. */
    NUMBER_OUT_OF_RANGE
  }

  private final Kind kind;

  JsonException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

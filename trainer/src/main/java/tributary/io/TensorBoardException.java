package tributary.io;

/** A record of an event file that cannot be read. */
public final class TensorBoardException extends FormatException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and so how much is lost. */
  public enum Kind {
    /** Where the record ends is not known: it and all that follow are lost. */
    DAMAGED_LENGTH,
    /** The record alone is lost. */
    DAMAGED_DATA,
    /** The record is as it was written, but holds no event; it alone is lost. */
    NO_EVENT
  }

  private final Kind kind;

  TensorBoardException(Kind kind, String message) {
    super("event file: " + message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

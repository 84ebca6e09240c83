package tributary.io;

/** A checkpoint that cannot be read, so that training cannot go on from it. */
public final class CheckpointFormatException extends FormatException {
  private static final long serialVersionUID = 1L;

  CheckpointFormatException(String message) {
    super("checkpoint: " + message);
  }

  CheckpointFormatException(String message, Throwable cause) {
    super("checkpoint: " + message, cause);
  }
}

package tributary.io;

/** A model that cannot be read; the message names the file, the place, what was found and why. */
public final class ModelFormatException extends FormatException {
  private static final long serialVersionUID = 1L;

  public ModelFormatException(String message) {
    super(message);
  }

  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}

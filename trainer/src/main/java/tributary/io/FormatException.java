package tributary.io;

import java.io.IOException;

/** A file that cannot be used as what it was given as; its message says where, and what to do. */
public abstract class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String message;

  FormatException(String message) {
    super(message);
    this.message = message;
  }

  FormatException(String message, Throwable cause) {
    super(message, cause);
    this.message = message;
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return message;
  }
}

package tributary.io;

import java.io.IOException;
import tributary.data.Printable;

/** A file that cannot be used as what it was given as; its message says where, and what to do. */
public abstract class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String message;

  FormatException(String message) {
    super(Printable.of(message));
    this.message = Printable.of(message);
  }

  FormatException(String message, Throwable cause) {
    super(Printable.of(message), cause);
    this.message = Printable.of(message);
  }

  /** Never null, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return message;
  }
}

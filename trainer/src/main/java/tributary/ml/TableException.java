package tributary.ml;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tributary.data.Printable;

/**
 * A table cannot be used as it is: the message says what was being done, what was found, what was
 * expected and what to do.
 *
 * <p>Thrown by executors too; Spark then wraps it, and {@link #in} finds it again.
 */
public final class TableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TableException(String message) {
    super(Printable.of(message));
  }

  public TableException(String message, Throwable cause) {
    super(Printable.of(message), cause);
  }

  private TableException(String advice, TableException fault) {
    super(advice + "\n" + fault.getMessage(), fault);
  }

  /** The same fault, below lines of the caller's own. */
  public TableException below(String advice) {
    return new TableException(advice, this);
  }

  /** The table's fault that lies under what Spark threw, if that is what it was. */
  public static Optional<TableException> in(Throwable thrown) {
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof TableException found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}

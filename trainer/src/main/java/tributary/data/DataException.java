package tributary.data;

/**
 * The data is not what training or scoring needs; the message says what was found where, what was
 * expected, and the cure.
 */
public class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(Printable.of(message));
  }
}

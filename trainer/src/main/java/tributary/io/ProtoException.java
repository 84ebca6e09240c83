package tributary.io;

import java.io.IOException;

/** Bytes that are no protocol buffer message, or not the one that was expected. */
final class ProtoException extends IOException {
  private static final long serialVersionUID = 1L;

  ProtoException(String message) {
    super(message);
  }
}

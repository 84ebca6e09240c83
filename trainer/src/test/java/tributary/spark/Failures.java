package tributary.spark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Failures whose message is part of what is promised. */
final class Failures {
  private Failures() {}

  /** That {@code action} throws the type, with every one of {@code parts} in its message. */
  static <T extends Throwable> T assertFails(Class<T> type, Executable action, String... parts) {
    T error = assertThrows(type, action);
    String message = String.valueOf(error.getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "expected \"" + part + "\" in: " + message);
    }
    return error;
  }
}

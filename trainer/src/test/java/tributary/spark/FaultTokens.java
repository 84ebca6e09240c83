package tributary.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Faults that are to happen so many times, in whichever process comes first: a token is a file, and
 * whoever deletes it has it.
 */
public final class FaultTokens implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 64;

  private final String dir;

  public FaultTokens(Path dir) throws IOException {
    this.dir = Files.createDirectories(dir).toString();
  }

  /** The fault happens {@code count} times more. */
  public void put(String fault, int count) {
    try {
      for (int i = 0, put = 0; put < count; i++) {
        Path token = token(fault, i);
        if (!Files.exists(token)) {
          Files.createFile(token);
          put++;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the fault is to happen now. */
  boolean take(String fault) {
    try {
      for (int i = 0; i < MOST; i++) {
        if (Files.deleteIfExists(token(fault, i))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many times it is still to happen. */
  public int left(String fault) {
    int left = 0;
    for (int i = 0; i < MOST; i++) {
      left += Files.exists(token(fault, i)) ? 1 : 0;
    }
    return left;
  }

  /** It does not happen any more. */
  public void clear(String fault) {
    while (take(fault)) {}
  }

  private Path token(String fault, int i) {
    return Path.of(dir, fault + "." + i);
  }
}

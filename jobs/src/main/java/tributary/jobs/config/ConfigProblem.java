package tributary.jobs.config;

import java.io.Serializable;
import tributary.data.Printable;

/**
 * One thing wrong with a configuration.
 *
 * @param source the file, or {@code --set}
 * @param line the line in the file, counted from 1; 0 where there is none
 * @param key the dotted key; empty where the trouble is not with one key
 * @param found the value as written; empty where there is none
 * @param message what is wrong, what is allowed and what to do
 */
public record ConfigProblem(String source, int line, String key, String found, String message)
    implements Serializable {
  /** One line of text, {@code file:line: key = value: message}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(source);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (!key.isEmpty()) {
      text.append(": ").append(Printable.of(key));
    }
    if (!found.isEmpty()) {
      text.append(" = ").append(Printable.of(found));
    }
    return text.append(": ").append(message).toString();
  }
}

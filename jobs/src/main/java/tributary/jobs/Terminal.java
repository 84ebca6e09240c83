package tributary.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The terminal that standard output goes to. */
final class Terminal {
  /** Of a terminal that does not say how wide it is. */
  static final int USUAL_COLUMNS = 80;

  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)");

  private final Map<String, String> env;
  private volatile int columns;
  private volatile boolean resized;

  private Terminal(Map<String, String> env, int columns) {
    this.env = env;
    this.columns = columns;
  }

  /** Empty for a file, a pipe, and a terminal on which nothing can be drawn over. */
  static Optional<Terminal> ofStandardOutput(Map<String, String> env) {
    String type = env.getOrDefault("TERM", "");
    if (type.isEmpty() || type.equals("dumb")) {
      return Optional.empty();
    }
    OptionalInt asked = askColumns();
    return asked.isPresent() ? Optional.of(new Terminal(env, asked.getAsInt())) : Optional.empty();
  }

  /**
   * Asks {@code stty} about this process's own standard output. {@code System.console()} would not
   * do: it is also null where only standard input is something else.
   *
   * @return empty if there is no terminal; 0 if it does not know its width
   */
  private static OptionalInt askColumns() {
    try {
      Process stty =
          new ProcessBuilder("sh", "-c", "exec stty size <&1 >&2")
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start();
      stty.getOutputStream().close();
      byte[] answer = stty.getErrorStream().readAllBytes();
      Matcher size = SIZE.matcher(new String(answer, StandardCharsets.US_ASCII).strip());
      return stty.waitFor() == 0 && size.matches()
          ? OptionalInt.of(Integer.parseInt(size.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      // No shell: not a system whose terminals are known here.
      return OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  /** The terminal has got another width, which {@link #columns} has to ask for. */
  void resized() {
    resized = true;
  }

  int columns() {
    if (resized) {
      resized = false;
      askColumns().ifPresent(asked -> columns = asked);
    }
    return columns > 0 ? columns : usualColumns(env);
  }

  /** What {@code COLUMNS} says, else {@link #USUAL_COLUMNS}. */
  static int usualColumns(Map<String, String> env) {
    String said = env.getOrDefault("COLUMNS", "");
    return said.matches("[1-9]\\d{0,3}") ? Integer.parseInt(said) : USUAL_COLUMNS;
  }

  /** Unless {@code NO_COLOR} is set to anything. */
  boolean colours() {
    return env.getOrDefault("NO_COLOR", "").isEmpty();
  }
}

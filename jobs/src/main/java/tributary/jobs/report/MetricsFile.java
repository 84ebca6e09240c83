package tributary.jobs.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonValue.JsonObject;
import tributary.spark.HadoopFiles;

/** A {@code metrics.jsonl}, line by line, so that a long run's fits into the memory. */
final class MetricsFile {
  private static final int SHOWN = 60;

  private MetricsFile() {}

  /**
   * Hands each line to {@code lines}. A last line that is cut, as a run that was killed leaves it,
   * is passed over.
   *
   * @return whether there was any line
   * @throws IOException naming the line, if the file cannot be read or was not written by a run
   */
  static boolean read(FileSystem fs, Path path, Consumer<JsonObject> lines) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(fs.open(path), StandardCharsets.UTF_8))) {
      boolean any = false;
      long number = 1;
      String line = in.readLine();
      while (line != null) {
        String next = in.readLine();
        JsonObject object = parse(path, number, line, next == null);
        if (object != null) {
          requireAttempt(path, any, object);
          lines.accept(object);
          any = true;
        }
        line = next;
        number++;
      }
      return any;
    }
  }

  /** Null for a last line that is cut. */
  private static @Nullable JsonObject parse(Path path, long number, String line, boolean last)
      throws IOException {
    try {
      if (Json.parse(line) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      // A cut line of a run's own begins as all of them do.
      if (last && (line.startsWith("{\"kind\"") || "{\"kind\"".startsWith(line))) {
        return null;
      }
    }
    throw new IOException(
        HadoopFiles.display(path)
            + ", line "
            + number
            + " is "
            + shown(line)
            + ", expected a JSON object that a run wrote; the file was edited or is another"
            + " program's: name a run directory");
  }

  private static void requireAttempt(Path path, boolean any, JsonObject object) throws IOException {
    if (!any && !Fields.text(object, "kind").orElse("").equals("attempt")) {
      throw new IOException(
          HadoopFiles.display(path)
              + " begins with "
              + shown(Json.compact(object))
              + ", expected a line of kind \"attempt\"; it is another program's file, or of an older"
              + " version of this one: name a run directory");
    }
  }

  private static String shown(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}

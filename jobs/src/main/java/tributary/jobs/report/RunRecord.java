package tributary.jobs.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.io.Json;
import tributary.io.JsonException;
import tributary.io.JsonValue.JsonObject;
import tributary.spark.HadoopFiles;

/**
 * A run as its directory tells it.
 *
 * @param summary empty while the run goes on, and for good if it was killed
 * @param configuration the text of {@code resolved.conf}; empty if there is none
 */
record RunRecord(
    Path directory, Recording recording, Optional<JsonObject> summary, String configuration) {
  private static final int LIMIT = 1 << 24;

  /**
   * Reads a run directory, finished or not.
   *
   * @throws IOException if it is no run directory, or a file in it cannot be used
   */
  static RunRecord read(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    FileSystem fs = path.getFileSystem(hadoop);
    Path directory = fs.makeQualified(path);
    Recording recording = metrics(fs, directory);
    HadoopFiles files = new HadoopFiles(hadoop);
    Optional<JsonObject> summary = summary(files, new Path(directory, "summary.json"));
    return new RunRecord(
        directory,
        recording,
        summary.filter(s -> !isOfAnEarlierAttempt(s, recording)),
        text(files, new Path(directory, "resolved.conf")).orElse(""));
  }

  private static Recording metrics(FileSystem fs, Path directory) throws IOException {
    Recording recording = new Recording();
    Path file = new Path(directory, "metrics.jsonl");
    if (!fs.exists(file)) {
      String what = fs.exists(directory) ? " holds no metrics.jsonl" : " does not exist";
      throw new FileNotFoundException(
          HadoopFiles.display(directory)
              + what
              + "; name a run directory, such as train leaves in runs/");
    }
    boolean any = MetricsFile.read(fs, file, recording::add);
    for (int attempt = 2; fs.exists(file); attempt++) {
      file = new Path(directory, "metrics-" + attempt + ".jsonl");
      if (fs.exists(file)) {
        any |= MetricsFile.read(fs, file, recording::add);
      }
    }
    if (!any) {
      throw new IOException(
          HadoopFiles.display(new Path(directory, "metrics.jsonl"))
              + " holds no whole line, expected a run's; the run was stopped before its first step:"
              + " train again");
    }
    return recording;
  }

  private static Optional<JsonObject> summary(HadoopFiles files, Path path) throws IOException {
    Optional<String> text = text(files, path);
    try {
      if (text.isEmpty()) {
        return Optional.empty();
      }
      if (Json.parse(text.get()) instanceof JsonObject summary) {
        return Optional.of(summary);
      }
      throw new IOException(
          HadoopFiles.display(path)
              + " is no JSON object, as a run writes it; remove or restore it");
    } catch (JsonException e) {
      throw new IOException(
          HadoopFiles.display(path)
              + " cannot be read ("
              + e.getMessage()
              + "); remove or restore it",
          e);
    }
  }

  private static Optional<String> text(HadoopFiles files, Path path) throws IOException {
    return files.exists(path.toString())
        ? Optional.of(new String(files.read(path.toString(), LIMIT), StandardCharsets.UTF_8))
        : Optional.empty();
  }

  /** A run that was interrupted and resumed leaves the old summary until it ends again. */
  private static boolean isOfAnEarlierAttempt(JsonObject summary, Recording recording) {
    long steps = Fields.integer(summary, "steps");
    return Fields.text(summary, "status").orElse("").equals("interrupted")
        && (recording.lastStep() >= steps || Fields.integer(recording.attempt(), "step") >= steps);
  }

  /** The word of the summary, or unfinished. */
  String status() {
    return summary.flatMap(s -> Fields.text(s, "status")).orElse("unfinished");
  }
}

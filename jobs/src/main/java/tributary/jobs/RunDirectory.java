package tributary.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import tributary.jobs.report.ReportPage;
import tributary.spark.HadoopFiles;

/**
 * Where a run leaves what it made, on any Hadoop file system: {@code model/}, {@code
 * metrics.jsonl}, {@code summary.json}, {@code resolved.conf}, {@code report.html}, {@code
 * tensorboard/} and, if asked for, {@code checkpoints/}; while it runs, {@code run.lock}.
 */
final class RunDirectory {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private static final String SUMMARY = "summary.json";
  private static final String CHECKPOINTS = "checkpoints";

  private final Path path;
  private final Configuration configuration;
  private final HadoopFiles files;

  /** One for every time that a run is begun or resumed. */
  private final String runId = UUID.randomUUID().toString();

  private Optional<RunLock> lock = Optional.empty();

  private RunDirectory(Path path, Configuration configuration) {
    this.path = path;
    this.configuration = configuration;
    this.files = new HadoopFiles(configuration);
  }

  /** The folder of a run that has no {@code run.dir}: {@code runs/<name>-<time>}. */
  static String defaultPath(String name, LocalDateTime now) {
    return "runs/" + name + "-" + TIME.format(now);
  }

  /**
   * Makes sure that the folder can be written and holds no other run, and keeps other drivers out
   * of it until {@link #release}.
   *
   * @param resumable whether a folder that holds checkpoints is welcome, to go on from them
   * @throws UsageException if it holds anything else, or cannot be written
   */
  static RunDirectory reserve(String folder, boolean resumable, Configuration configuration) {
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(configuration);
      RunDirectory directory = new RunDirectory(fs.makeQualified(path), configuration);
      if (fs.exists(path)) {
        directory.requireFree(fs, resumable);
      }
      directory.files.requireWritable(folder);
      directory.lock(fs, resumable);
      return directory;
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "run.dir = "
              + folder
              + " cannot be used ("
              + e.getMessage()
              + "); set run.dir to a folder that can be written");
    }
  }

  /**
   * Makes sure that the folder of checkpoints, where there is one already, takes more of them.
   *
   * @throws UsageException if it does not
   */
  void requireWritableCheckpoints() {
    try {
      Path folder = new Path(checkpoints());
      FileSystem fs = folder.getFileSystem(configuration);
      if (fs.exists(folder) && fs.getFileStatus(folder).isDirectory()) {
        files.requireWritable(checkpoints());
      }
    } catch (IOException e) {
      throw new UsageException(
          "run.dir = "
              + this
              + " cannot be gone on with ("
              + e.getMessage()
              + "); let its folder of checkpoints be written, or set checkpoint.onError = warn");
    }
  }

  private void lock(FileSystem fs, boolean resumable) throws IOException {
    RunLock taken = RunLock.acquire(path.toString(), runId, configuration);
    lock = Optional.of(taken);
    try {
      // Whoever had it until now may have brought the run to its end.
      requireFree(fs, resumable);
    } catch (IOException | RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  /** Lets other drivers in; a second time does nothing. */
  void release() {
    lock.ifPresent(RunLock::close);
  }

  /**
   * @throws UsageException if another driver has taken the folder meanwhile
   */
  void requireHeld() throws IOException {
    lock.orElseThrow().requireHeld();
  }

  String runId() {
    return runId;
  }

  private void requireFree(FileSystem fs, boolean resumable) throws IOException {
    if (fs.getFileStatus(path).isFile()) {
      throw new UsageException(
          "run.dir = " + this + " is a file; set run.dir to a folder that does not exist yet");
    }
    FileStatus[] entries = fs.listStatus(path, child -> !child.getName().equals(RunLock.FILE));
    boolean goesOn =
        resumable && fs.exists(new Path(checkpoints())) && !isFinished(path.toString(), files);
    if (entries.length > 0 && !goesOn) {
      throw new UsageException(
          "run.dir = "
              + this
              + " already holds "
              + entries[0].getPath().getName()
              + (entries.length > 1 ? " and " + (entries.length - 1) + " more" : "")
              + "; set run.dir to a folder that does not exist yet, or move the old run away");
    }
  }

  /** Whether the run in a folder came to its own end, so that there is nothing to go on with. */
  static boolean isFinished(String folder, HadoopFiles files) throws IOException {
    String summary = new Path(folder, SUMMARY).toString();
    return files.exists(summary)
        && !new String(files.read(summary, 1 << 20), StandardCharsets.UTF_8)
            .contains("\"status\": \"interrupted\"");
  }

  String model() {
    return child("model");
  }

  String checkpoints() {
    return child(CHECKPOINTS);
  }

  String summary() {
    return child(SUMMARY);
  }

  /** Writes a text file, all of it or nothing. */
  void write(String name, String text) throws IOException {
    files.write(child(name), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Leaves no empty folder behind a run that came to nothing. */
  void removeIfEmpty() {
    try {
      FileSystem fs = path.getFileSystem(configuration);
      if (fs.exists(path) && fs.listStatus(path).length == 0) {
        fs.delete(path, false);
      }
    } catch (IOException e) {
      // The failure that led here is the one to report; an empty folder disturbs nobody.
    }
  }

  /** {@code metrics.jsonl}; {@code metrics-2.jsonl} and so on for those who resume the run. */
  MetricsLog openMetrics() throws IOException {
    String name = "metrics.jsonl";
    int attempt = 1;
    while (files.exists(child(name))) {
      attempt++;
      name = "metrics-" + attempt + ".jsonl";
    }
    return MetricsLog.open(new Path(child(name)), attempt, configuration);
  }

  /**
   * A further event file in {@code tensorboard/}; a failure is only warned of.
   *
   * @param attempt how many times the run was begun, from 1
   */
  TensorBoardFile openTensorBoard(int attempt) {
    return TensorBoardFile.create(new Path(child("tensorboard")), attempt, configuration);
  }

  /**
   * Draws what the run has left so far; that it cannot be drawn is told and costs the run nothing.
   */
  void drawReport(Console console) {
    String file = child(ReportPage.FILE);
    try {
      ReportPage.write(List.of(path.toString()), file, configuration);
      console.line("report", HadoopFiles.display(new Path(file)));
    } catch (IOException | RuntimeException e) {
      console.line(
          "note", "report.html was not drawn (" + e.getMessage() + "); see tributary report");
    }
  }

  private String child(String name) {
    return new Path(path, name).toString();
  }

  /** As a person would write it: a local folder without its scheme. */
  @Override
  public String toString() {
    return HadoopFiles.display(path);
  }

  /**
   * Renames a folder that holds an unfinished run which nothing can go on from, so that it makes
   * room for a new one.
   *
   * @return where it is now; empty if there was nothing in the way
   */
  static Optional<String> setAside(String folder, Configuration configuration) throws IOException {
    Path path = new Path(folder);
    FileSystem fs = path.getFileSystem(configuration);
    if (!fs.exists(path) || fs.exists(new Path(path, CHECKPOINTS))) {
      return Optional.empty();
    }
    Path aside = path.suffix("-unfinished");
    for (int i = 2; fs.exists(aside); i++) {
      aside = path.suffix("-unfinished-" + i);
    }
    if (!fs.rename(path, aside)) {
      throw new IOException(
          folder + " holds an unfinished run and cannot be renamed; move it away");
    }
    return Optional.of(aside.toString());
  }
}

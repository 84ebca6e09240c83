package tributary.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.io.CheckpointManifest;
import tributary.io.Redaction;

/**
 * What lies in a folder of checkpoints, told apart by names alone.
 *
 * <pre>
 *   step-0000000050.json                      the mark of a checkpoint: it counts
 *   step-0000000050-4f1c….safetensors         its data, named by step and run: counts by a mark only
 *   step-0000000050.safetensors               from before there were marks: counts by itself
 *   .step-….tmp                               a write that never ended
 * </pre>
 *
 * <p>Data without a mark is what a run leaves that dies in between; a whole file from before has a
 * name of its own, so that the one is never taken for the other.
 */
final class CheckpointFolder {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
  private static final Pattern MARK = Pattern.compile("step-(\\d{10,18})\\.json");
  private static final Pattern UNMARKED = Pattern.compile("step-(\\d{10,18})\\.safetensors");
  private static final Pattern DATA =
      Pattern.compile("step-(\\d{10,18})-[A-Za-z0-9-]{1,40}\\.safetensors");
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\.step-\\d{10,18}(-[A-Za-z0-9-]{1,40})?\\.(json|safetensors)\\.[0-9a-f-]{36}\\.tmp");

  private final Path folder;
  private final Configuration configuration;

  CheckpointFolder(String folder, Configuration configuration) {
    this.folder = new Path(folder);
    this.configuration = configuration;
  }

  /** A checkpoint by the file that makes it count. */
  record Entry(long step, Path path, boolean marked) {}

  /** All names in the folder at one moment. */
  record Listing(List<Entry> newestFirst, List<Path> data, List<Path> unfinished) {
    /** Data files of a step, whichever run wrote them. */
    List<Path> dataOf(long step) {
      return data.stream().filter(path -> step(DATA, path).orElse(-1L) == step).toList();
    }
  }

  Listing list() throws IOException {
    List<Entry> entries = new ArrayList<>();
    List<Path> data = new ArrayList<>();
    List<Path> unfinished = new ArrayList<>();
    FileSystem fs = fileSystem();
    if (fs.exists(folder)) {
      for (FileStatus status : fs.listStatus(folder)) {
        if (status.isFile()) {
          Path path = status.getPath();
          step(MARK, path).ifPresent(step -> entries.add(new Entry(step, path, true)));
          step(UNMARKED, path).ifPresent(step -> entries.add(new Entry(step, path, false)));
          step(DATA, path).ifPresent(step -> data.add(path));
          if (UNFINISHED.matcher(path.getName()).matches()) {
            unfinished.add(path);
          }
        }
      }
    }
    // Of the same step, what this build wrote comes first.
    entries.sort(Comparator.comparingLong(Entry::step).thenComparing(Entry::marked).reversed());
    return new Listing(Collections.unmodifiableList(entries), data, unfinished);
  }

  private static Optional<Long> step(Pattern pattern, Path path) {
    Matcher matcher = pattern.matcher(path.getName());
    return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  Path mark(long step) {
    return new Path(folder, CheckpointManifest.name(step));
  }

  Path data(long step, String runId) {
    return new Path(folder, String.format(Locale.ROOT, "step-%010d-%s.safetensors", step, runId));
  }

  /** Gives whether the file is gone; that it is not is warned of and no more. */
  boolean delete(Path path) {
    String why = "";
    try {
      FileSystem fs = fileSystem();
      if (fs.delete(path, false) || !fs.exists(path)) {
        return true;
      }
    } catch (IOException | FSError e) {
      why = " (" + e.getMessage() + ")";
    }
    LOG.warn("{} is no longer needed but could not be deleted{}", shown(path), why);
    return false;
  }

  /** Renames a file so that it is found by a person and by nobody else. */
  void setAside(Path path) {
    String why = "";
    try {
      if (fileSystem().rename(path, path.suffix(".corrupt"))) {
        return;
      }
    } catch (IOException | FSError e) {
      why = " (" + e.getMessage() + ")";
    }
    LOG.warn("{} could not be renamed{}; it stays where it is", shown(path), why);
  }

  /** A file of the folder, for messages. */
  static String shown(Path path) {
    return Redaction.text(path.toString());
  }

  private FileSystem fileSystem() throws IOException {
    return folder.getFileSystem(configuration);
  }

  /** As a person would write it. */
  @Override
  public String toString() {
    return HadoopFiles.display(folder);
  }
}

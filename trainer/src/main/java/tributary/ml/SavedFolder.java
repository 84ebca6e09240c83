package tributary.ml;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tributary.spark.HadoopFiles;

/**
 * The folder of a saved estimator or model, changed only as a whole: a new one is made beside it
 * under a hidden name, the old one is renamed, the new one takes its place, the old one is deleted.
 *
 * <p>No file system renames a folder over another, so that a process killed between the two renames
 * leaves nothing at the place itself. Whoever reads then finds the old one, and whoever saves next
 * puts it back first: at any moment one of them is whole.
 */
final class SavedFolder {
  private static final Logger LOG = LoggerFactory.getLogger(SavedFolder.class);
  private static final String UNDER_WAY = ".tmp";
  private static final String OLD = ".old";
  private static final String UUID_PATTERN = "\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final FileSystem fs;
  private final Path target;

  private SavedFolder(FileSystem fs, Path target) {
    this.fs = fs;
    this.target = target;
  }

  static SavedFolder at(String path, Configuration configuration) throws IOException {
    Path target = new Path(path);
    FileSystem fs = target.getFileSystem(configuration);
    return new SavedFolder(fs, fs.makeQualified(target));
  }

  /**
   * Where to read: {@code path}, or the folder that a killed overwriting left beside it.
   *
   * @throws IOException if the file system cannot be asked
   */
  static String toRead(String path, Configuration configuration) throws IOException {
    SavedFolder folder = at(path, configuration);
    Optional<Path> old = folder.cutShort();
    if (old.isEmpty()) {
      return path;
    }
    LOG.warn(
        "{} is not there: somebody who was overwriting it was killed. What was there before is read"
            + " from {}; saving again puts it right",
        path,
        old.get());
    return old.get().toString();
  }

  FileSystem fileSystem() {
    return fs;
  }

  Path path() {
    return target;
  }

  /**
   * Puts back what a killed overwriting had put away, or deletes it where the new one had come to
   * its place: there is never more than one to put back.
   */
  void mend() throws IOException {
    Optional<Path> old = cutShort();
    if (old.isPresent()) {
      rename(old.get(), target);
    } else if (target.getParent() != null) {
      for (FileStatus done : left(OLD)) {
        fs.delete(done.getPath(), true);
      }
    }
  }

  /** A hidden name beside the place. */
  Path underWay() {
    return beside(UNDER_WAY);
  }

  /**
   * Gives the place to a folder that is whole. If that fails the old one is where it was.
   *
   * @throws IOException if the file system would not
   */
  void replaceBy(Path whole) throws IOException {
    if (fs.exists(target)) {
      Path old = beside(OLD);
      rename(target, old);
      try {
        rename(whole, target);
      } catch (IOException | RuntimeException | FSError e) {
        putBack(old, e);
        throw e;
      }
    } else {
      rename(whole, target);
    }
    for (FileStatus left : left(UNDER_WAY, OLD)) {
      deleteQuietly(left.getPath());
    }
  }

  /** Hidden, and the failure that may have led here is the one to report. */
  void deleteQuietly(Path path) {
    try {
      fs.delete(path, true);
    } catch (IOException | FSError e) {
      LOG.warn("{} is left over and could not be deleted: {}", path, e.getMessage());
    }
  }

  /** The old folder, where it is hidden and nothing took its place. */
  private Optional<Path> cutShort() throws IOException {
    if (target.getParent() == null || fs.exists(target)) {
      return Optional.empty();
    }
    FileStatus[] old = left(OLD);
    return old.length == 0 ? Optional.empty() : Optional.of(old[0].getPath());
  }

  private FileStatus[] left(String... ends) throws IOException {
    Pattern name =
        Pattern.compile(
            Pattern.quote("." + target.getName())
                + UUID_PATTERN
                + "("
                + String.join("|", ends).replace(".", "\\.")
                + ")");
    try {
      return fs.listStatus(target.getParent(), path -> name.matcher(path.getName()).matches());
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private Path beside(String end) {
    return new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID() + end);
  }

  private void putBack(Path old, Throwable cause) throws IOException {
    try {
      rename(old, target);
    } catch (IOException | RuntimeException | FSError e) {
      throw new IOException("the old model is kept as " + old + "; rename it to " + target, cause);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    if (fs.exists(to)) {
      // Some file systems would move the folder into the other one.
      throw new IOException(
          HadoopFiles.display(to)
              + " is there again: somebody else saves to the same place; try again");
    }
    if (!fs.mkdirs(to.getParent()) || !fs.rename(from, to)) {
      throw new IOException(
          "rename "
              + HadoopFiles.display(from)
              + " to "
              + HadoopFiles.display(to)
              + ": the file system would not; is the parent writable?");
    }
  }
}

package tributary.spark;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Puts a finished file in the place of another, which is there until the new one is. */
final class Replacement {
  private Replacement() {}

  static void rename(FileSystem fs, Path from, Path to) throws IOException {
    if ("file".equals(fs.getUri().getScheme())) {
      // A .crc left by another writer would not fit the new bytes; without one they are readable.
      fs.delete(new Path(to.getParent(), "." + to.getName() + ".crc"), false);
    } else if (fs.exists(to)) {
      replace(fs, from, to);
      return;
    }
    if (!fs.rename(from, to)) {
      throw refused(from, to);
    }
    if ("file".equals(fs.getUri().getScheme())) {
      makeDurable(java.nio.file.Path.of(to.getParent().toUri().getPath()));
    }
  }

  /** A new name outlives a power failure only once its folder has been written to the disk. */
  private static void makeDurable(java.nio.file.Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system opens folders; there the file is renamed and will be written in time.
    }
  }

  private static void replace(FileSystem fs, Path from, Path to) throws IOException {
    FileContext context;
    try {
      context = FileContext.getFileContext(fs.getUri(), fs.getConf());
    } catch (UnsupportedFileSystemException e) {
      replaceInTwoSteps(fs, from, to);
      return;
    }
    context.rename(from, to, Options.Rename.OVERWRITE);
  }

  /**
   * Where renaming over a file is not offered. A crash between the steps leaves the old file beside
   * the new one, under a hidden name, and both whole.
   */
  private static void replaceInTwoSteps(FileSystem fs, Path from, Path to) throws IOException {
    Path old = new Path(to.getParent(), "." + to.getName() + "." + UUID.randomUUID() + ".old");
    if (!fs.rename(to, old)) {
      throw refused(to, old);
    }
    try {
      if (!fs.rename(from, to)) {
        throw refused(from, to);
      }
    } catch (IOException | FSError e) {
      if (!fs.rename(old, to)) {
        throw new IOException("the old file is kept as " + old + "; rename it back to " + to, e);
      }
      throw e;
    }
    fs.delete(old, false);
  }

  private static IOException refused(Path from, Path to) {
    return new IOException(
        "renaming " + from.getName() + " to " + to.getName() + " was refused; check permissions");
  }
}

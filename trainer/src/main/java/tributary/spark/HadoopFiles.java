package tributary.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import tributary.io.Redaction;

/**
 * Whole files on any Hadoop file system: read at once, written so that a reader sees the old file
 * or the new one and never a part.
 *
 * <p>Every failure is an {@link IOException} that names the path, Hadoop's {@code FSError} (which
 * is how a full local disk shows itself) included.
 */
public final class HadoopFiles {
  private final Configuration configuration;

  /** Usually {@code sparkContext.hadoopConfiguration()}. */
  public HadoopFiles(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Writes the content of a file; whatever it throws, the old file stays. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A path as a person would write it: a local one without its scheme, no other's password. */
  public static String display(Path path) {
    return "file".equals(path.toUri().getScheme())
        ? path.toUri().getPath()
        : Redaction.text(path.toString());
  }

  /**
   * A new file that is read while it grows: on a local disk without the hidden checksum file, which
   * is only right once the file is closed.
   *
   * @throws IOException if there is a file of that name, or it cannot be made
   */
  public FSDataOutputStream create(Path path) throws IOException {
    try {
      return unchecked(path.getFileSystem(configuration)).create(path, false);
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("create", path.toString(), e);
    }
  }

  /** Whether there is a file or a folder at {@code path}. */
  public boolean exists(String path) throws IOException {
    try {
      return fileSystem(path).exists(new Path(path));
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("look at", path, e);
    }
  }

  /**
   * The bytes of a file.
   *
   * @throws IOException if it is missing, a folder, longer than {@code limit} or cannot be read
   */
  public byte[] read(String path, int limit) throws IOException {
    try {
      FileSystem fs = fileSystem(path);
      FileStatus status = fs.getFileStatus(new Path(path));
      if (status.isDirectory()) {
        throw new IOException("it is a folder, expected a file");
      }
      if (status.getLen() > limit) {
        throw new IOException(
            "it has " + status.getLen() + " bytes, more than the " + limit + " expected at most");
      }
      byte[] bytes = new byte[(int) status.getLen()];
      try (FSDataInputStream in = fs.open(new Path(path))) {
        in.readFully(0, bytes);
      }
      return bytes;
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(Redaction.text("read " + path + ": there is no such file"));
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("read", path, e);
    }
  }

  /**
   * That the file of that name is no link to somewhere outside of the folder, where the file system
   * is a local one; elsewhere links are the store's own affair.
   *
   * @throws IOException if it is, naming it
   */
  public void requireInside(String folder, String name) throws IOException {
    if (unchecked(fileSystem(folder)) instanceof RawLocalFileSystem local) {
      java.nio.file.Path root = local.pathToFile(new Path(folder)).toPath();
      java.nio.file.Path file = root.resolve(name);
      if (Files.exists(file) && !file.toRealPath().startsWith(root.toRealPath())) {
        throw new IOException(
            "read "
                + file
                + ": it is a link that leads out of its folder; put the file itself there");
      }
    }
  }

  /** Length and SHA-256 of a file, read from its file system piece by piece. */
  DigestedContent.Digest digest(String path) throws IOException {
    try (FSDataInputStream in = fileSystem(path).open(new Path(path))) {
      return DigestedContent.of(in);
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("read", path, e);
    }
  }

  /** {@link #write(String, Content)} of bytes that are there already. */
  public void write(String path, byte[] content) throws IOException {
    write(path, out -> out.write(content));
  }

  /**
   * Writes a file, in the place of an old one if there is one, with the folders above it.
   *
   * <p>The content goes to a hidden file in the same folder, is made durable where the file system
   * can do that, and is renamed. Object stores, which cannot rename but show an object only when it
   * is whole, get it under its own name.
   *
   * @throws IOException naming path and cause; then the old file is as it was and nothing new is
   *     left behind
   */
  public void write(String path, Content content) throws IOException {
    try {
      FileSystem fs = unchecked(fileSystem(path));
      Path target = fs.makeQualified(new Path(path));
      if (fs.exists(target) && fs.getFileStatus(target).isDirectory()) {
        throw new IOException("there is a folder of that name");
      }
      if (ObjectStores.holds(target)) {
        ObjectStores.put(fs, target, content);
      } else {
        writeAndRename(fs, target, content);
      }
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("write", path, e);
    }
  }

  /**
   * Makes the folder if need be and proves that files can be written, renamed and deleted in it.
   *
   * @throws IOException naming the folder and the cause
   */
  public void requireWritable(String folder) throws IOException {
    String probe = folder + Path.SEPARATOR + ".tributary-probe-" + UUID.randomUUID();
    try {
      write(probe, new byte[] {1});
      if (!fileSystem(probe).delete(new Path(probe), false)) {
        throw new IOException("a file written there could not be deleted again");
      }
    } catch (IOException | FSError | IllegalArgumentException e) {
      throw failure("write into the folder", folder, e);
    }
  }

  private static void writeAndRename(FileSystem fs, Path target, Content content)
      throws IOException {
    Path folder = target.getParent();
    if (!fs.mkdirs(folder)) {
      throw new IOException("the folder " + folder + " could not be made");
    }
    Path temporary = new Path(folder, "." + target.getName() + "." + UUID.randomUUID() + ".tmp");
    boolean done = false;
    try {
      try (var out = fs.create(temporary, false)) {
        content.writeTo(out);
        if (out.hasCapability("hsync")) {
          out.hsync();
        }
      }
      Replacement.rename(fs, temporary, target);
      done = true;
    } finally {
      if (!done) {
        deleteQuietly(fs, temporary);
      }
    }
  }

  private static void deleteQuietly(FileSystem fs, Path path) {
    try {
      fs.delete(path, false);
    } catch (IOException | FSError e) {
      // The failure that led here is the one to report; the hidden file disturbs nobody.
    }
  }

  private FileSystem fileSystem(String path) throws IOException {
    return new Path(path).getFileSystem(configuration);
  }

  /**
   * The local file system without its hidden .crc files: it renames data and checksum one after the
   * other, so that a crash in between would make a good file unreadable.
   */
  private static FileSystem unchecked(FileSystem fs) {
    return fs instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : fs;
  }

  private static IOException failure(String doing, String path, Throwable cause) {
    String message = cause.getMessage();
    return new IOException(
        Redaction.text(
            doing
                + " "
                + path
                + ": "
                + (message == null ? cause.getClass().getSimpleName() : message.strip())),
        cause);
  }
}

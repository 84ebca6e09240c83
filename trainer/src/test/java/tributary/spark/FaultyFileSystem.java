package tributary.spark;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The local disk under another scheme, with faults to order: {@code faulty.fullAfter} bytes a file
 * can take, if {@code faulty.fullName} is part of its name, {@code faulty.refuseRename} renames to
 * refuse, {@code faulty.strict} to refuse renaming over a file, as HDFS does, {@code
 * faulty.refuseDelete} a part of the names that are not deleted, {@code faulty.garble} one of the
 * names whose first byte is written wrong, {@code faulty.haltAt} the number of the change, from 1,
 * before which the whole JVM halts, {@code faulty.goneAt} that before which this file system is
 * gone for good, as for a process that was killed.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
  /** The exit status of a JVM that was halted. */
  static final int HALTED = 86;

  /**
   * Changes to the file system in this JVM: files begun, chunks written, closed, renamed, deleted.
   */
  private static final AtomicInteger CHANGES = new AtomicInteger();

  /** Null while the constructor above asks for it. */
  private @Nullable URI uri;

  static Configuration configuration(String scheme) {
    Configuration conf = new Configuration(false);
    conf.set("fs.%s.impl".formatted(scheme), FaultyFileSystem.class.getName());
    conf.setBoolean("fs.%s.impl.disable.cache".formatted(scheme), true);
    return conf;
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    String authority = name.getRawAuthority();
    uri = URI.create(name.getScheme() + "://" + (authority == null ? "" : authority) + "/");
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("faulty:///") : uri;
  }

  public static int changes() {
    return CHANGES.get();
  }

  private void aboutToChange() throws IOException {
    int change = CHANGES.incrementAndGet();
    if (change == getConf().getInt("faulty.haltAt", 0)) {
      Runtime.getRuntime().halt(HALTED);
    }
    if (change >= getConf().getInt("faulty.goneAt", Integer.MAX_VALUE)) {
      throw new IOException("the file system is gone");
    }
  }

  @Override
  public boolean mkdirs(Path path) throws IOException {
    aboutToChange();
    return super.mkdirs(path);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    aboutToChange();
    String refused = getConf().get("faulty.refuseDelete", "");
    return (refused.isEmpty() || !path.getName().contains(refused))
        && super.delete(path, recursive);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    aboutToChange();
    FSDataOutputStream out =
        super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    boolean full = path.getName().contains(getConf().get("faulty.fullName", ""));
    String garbled = getConf().get("faulty.garble", "");
    return disturbed(
        out,
        full ? getConf().getLong("faulty.fullAfter", Long.MAX_VALUE) : Long.MAX_VALUE,
        !garbled.isEmpty() && path.getName().contains(garbled));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    aboutToChange();
    int refuse = getConf().getInt("faulty.refuseRename", 0);
    if (refuse > 0 && from.getName().endsWith(".tmp")) {
      return false;
    }
    if (getConf().getBoolean("faulty.strict", true) && exists(to)) {
      return false;
    }
    return super.rename(from, to);
  }

  private FSDataOutputStream disturbed(OutputStream out, long capacity, boolean garbled)
      throws IOException {
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          private long written;

          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            aboutToChange();
            boolean first = written == 0;
            written += length;
            if (written > capacity) {
              throw fsError(new IOException("No space left on device"));
            }
            byte[] chunk = Arrays.copyOfRange(bytes, from, from + length);
            if (garbled && first && length > 0) {
              chunk[0] ^= 1;
            }
            out.write(chunk, 0, length);
          }

          @Override
          public void close() throws IOException {
            aboutToChange();
            super.close();
          }
        },
        null);
  }

  /** What RawLocalFileSystem throws when the disk is full; Hadoop keeps the constructor. */
  private static FSError fsError(IOException cause) throws IOException {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(cause);
    } catch (ReflectiveOperationException e) {
      throw new IOException("FSError cannot be made", e);
    }
  }
}

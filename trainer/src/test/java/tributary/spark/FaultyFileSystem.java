package tributary.spark;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
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
 * refuse, {@code faulty.strict} to refuse renaming over a file, as HDFS does.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
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
    uri = URI.create(name.getScheme() + ":///");
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("faulty:///") : uri;
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
    FSDataOutputStream out =
        super.create(path, overwrite, bufferSize, replication, blockSize, progress);
    return path.getName().contains(getConf().get("faulty.fullName", "")) ? full(out) : out;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    int refuse = getConf().getInt("faulty.refuseRename", 0);
    if (refuse > 0 && from.getName().endsWith(".tmp")) {
      return false;
    }
    if (getConf().getBoolean("faulty.strict", true) && exists(to)) {
      return false;
    }
    return super.rename(from, to);
  }

  private FSDataOutputStream full(OutputStream out) throws IOException {
    long capacity = getConf().getLong("faulty.fullAfter", Long.MAX_VALUE);
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          private long written;

          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            written += length;
            if (written > capacity) {
              throw fsError(new IOException("No space left on device"));
            }
            out.write(bytes, from, length);
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

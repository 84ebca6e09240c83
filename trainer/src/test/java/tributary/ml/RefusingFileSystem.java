package tributary.ml;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * The local disk under the scheme {@code refusing}, which will not rename a finished folder to
 * {@code refusing.name}: the moment at which an overwriting has most to lose.
 */
public final class RefusingFileSystem extends RawLocalFileSystem {
  /** Null while the constructor above asks for it. */
  private @Nullable URI uri;

  static void on(Configuration configuration, String name) {
    configuration.set("fs.refusing.impl", RefusingFileSystem.class.getName());
    configuration.setBoolean("fs.refusing.impl.disable.cache", true);
    configuration.set("refusing.name", name);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    uri = URI.create("refusing:///");
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("refusing:///") : uri;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    boolean refused =
        to.getName().equals(getConf().get("refusing.name")) && from.getName().endsWith(".tmp");
    return !refused && super.rename(from, to);
  }
}

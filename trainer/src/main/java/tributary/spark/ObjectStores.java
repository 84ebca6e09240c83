package tributary.spark;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Stores whose rename is a copy but whose objects appear only once they are whole: there a file is
 * written under its own name.
 */
final class ObjectStores {
  private static final Set<String> SCHEMES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "ks3");
  private static final String ABORTABLE = "fs.capability.outputstream.abortable";

  private ObjectStores() {}

  static boolean holds(Path path) {
    String scheme = path.toUri().getScheme();
    return scheme != null && SCHEMES.contains(scheme);
  }

  static void put(FileSystem fs, Path target, HadoopFiles.Content content) throws IOException {
    FSDataOutputStream out = fs.create(target, true);
    boolean done = false;
    try {
      content.writeTo(out);
      done = true;
    } finally {
      // Closing publishes what was written so far; an upload given up is not closed.
      if (done) {
        out.close();
      } else if (out.hasCapability(ABORTABLE)) {
        out.abort();
      }
    }
  }
}

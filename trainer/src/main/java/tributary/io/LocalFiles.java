package tributary.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A local disk, without Hadoop. */
final class LocalFiles implements StoredModel.Storage {
  @Override
  public boolean exists(String path) {
    return Files.exists(Path.of(path));
  }

  @Override
  public byte[] read(String path, int limit) throws IOException {
    Path file = Path.of(path);
    if (!Files.exists(file)) {
      throw new FileNotFoundException("read " + path + ": there is no such file");
    }
    long length = Files.size(file);
    if (length > limit) {
      throw new IOException(
          "read "
              + path
              + ": it has "
              + length
              + " bytes, more than the "
              + limit
              + " expected at most");
    }
    return Files.readAllBytes(file);
  }

  @Override
  public void requireInside(String folder, String name) throws IOException {
    Path file = Path.of(folder, name);
    if (Files.exists(file) && !file.toRealPath().startsWith(Path.of(folder).toRealPath())) {
      throw new IOException(
          "read "
              + file
              + ": it is a link that leads out of its folder; put the file itself there");
    }
  }

  @Override
  public String child(String folder, String name) {
    return Path.of(folder, name).toString();
  }
}

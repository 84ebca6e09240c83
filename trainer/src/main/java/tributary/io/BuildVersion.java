package tributary.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build, as Maven wrote it into the jar. */
public final class BuildVersion {
  private BuildVersion() {}

  /** Such as {@code 0.1.0}. */
  public static String current() {
    try (InputStream in = BuildVersion.class.getResourceAsStream("/tributary/build.properties")) {
      if (in == null) {
        throw new IllegalStateException("build.properties is missing; the jar is not whole");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

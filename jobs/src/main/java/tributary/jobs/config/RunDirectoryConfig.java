package tributary.jobs.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The section {@code run}.
 *
 * @param name what the run is called; by default the configuration file's name
 * @param dir where its results go; empty for {@code runs/<name>-<time>}
 */
public record RunDirectoryConfig(String name, Optional<String> dir) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  static RunDirectoryConfig read(Section in, String defaultName) {
    ValueReader<String> name =
        ValueReader.matching(
            NAME, "a name of letters, digits, '.', '_' and '-' that can name a folder");
    RunDirectoryConfig config =
        new RunDirectoryConfig(
            in.optional("name", name).orElse(defaultName),
            in.optional("dir", ValueReader.nonEmptyText()));
    in.done();
    return config;
  }

  /** A name for a run out of its configuration file's name. */
  static String nameOf(String source) {
    String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
    String stem = file.lastIndexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
    String name = stem.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+", "");
    return name.isEmpty() ? "run" : name.substring(0, Math.min(name.length(), 100));
  }
}

package tributary.jobs.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where relative data paths lead: to the working directory if the file is there, else to the
 * configuration file's folder if it is there, else they stay as they are, for the cluster's own
 * file system.
 *
 * @param configFolder null for a configuration that is not a file
 */
record DataPaths(Path workingDirectory, @Nullable Path configFolder) {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{].*");

  List<String> resolve(List<String> paths) {
    return paths.stream().map(this::resolve).toList();
  }

  /** A path that was found locally becomes a {@code file:} one, so that it stays that file. */
  private String resolve(String path) {
    if (SCHEME.matcher(path).matches() || path.startsWith("/")) {
      return path;
    }
    Path here = in(workingDirectory, path);
    if (here == null && configFolder != null) {
      here = in(configFolder, path);
    }
    if (here == null) {
      return path;
    }
    String wildcards = path.substring(fixedPart(path).length());
    boolean joined = wildcards.isEmpty() || wildcards.startsWith("/");
    return "file:" + here + (joined ? "" : "/") + wildcards;
  }

  /** The absolute path of the part before any wildcard, if there is such a file or folder. */
  private static @Nullable Path in(Path folder, String path) {
    try {
      Path found = folder.resolve(fixedPart(path)).toAbsolutePath().normalize();
      return Files.exists(found) ? found : null;
    } catch (InvalidPathException notOfThisFileSystem) {
      return null;
    }
  }

  private static String fixedPart(String path) {
    String fixed = GLOB.matcher(path).replaceFirst("");
    return fixed.length() == path.length()
        ? path
        : fixed.substring(0, Math.max(0, fixed.lastIndexOf('/')));
  }
}

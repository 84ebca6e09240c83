package tributary.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * JVMs of a user whom permissions stop: of this one, or of nobody where this one is root, whom they
 * do not.
 */
public final class Unprivileged {
  private static final String NOBODY = "65534";

  private Unprivileged() {}

  /**
   * A JVM with this one's class path, of which a user who may read nothing else gets a copy.
   *
   * @param scratch an empty folder of the child's own
   */
  public static ProcessBuilder java(Path scratch, List<String> options, String... main)
      throws IOException {
    boolean root = isRoot();
    List<String> command = new ArrayList<>();
    String classPath = System.getProperty("java.class.path");
    if (root) {
      command.addAll(
          List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
      classPath = readable(classPath, scratch.resolve("classpath"));
    }
    giveTo(scratch);
    for (Path folder = scratch; folder != null; folder = folder.getParent()) {
      openTo(folder);
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Duser.home=" + scratch);
    command.add("-Djava.io.tmpdir=" + scratch);
    command.addAll(options);
    command.addAll(List.of("-cp", classPath));
    command.addAll(List.of(main));
    ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return builder;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** A folder becomes the child's own; what is in it stays whose it was. */
  public static void giveTo(Path folder) throws IOException {
    if (isRoot()) {
      Files.setAttribute(folder, "unix:uid", Integer.parseInt(NOBODY));
    }
  }

  /** A folder that everybody may read and nobody may write. */
  public static void forbidWriting(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  /** So that it can be cleared away. */
  public static void allowWriting(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A folder for tests that others may pass through; only where it is this user's to open. */
  private static void openTo(Path folder) throws IOException {
    if (folder.getFileName() != null && folder.getFileName().toString().startsWith("junit")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String readable(String classPath, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> copies = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path original = Path.of(entry);
      if (Files.exists(original)) {
        Path copy = folder.resolve(copies.size() + "-" + original.getFileName());
        copy(original, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(File.pathSeparator, copies);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      all.forEach(
          file -> {
            Path target = to.resolve(from.relativize(file).toString());
            try {
              linkOrCopy(file, target);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static void linkOrCopy(Path file, Path target) throws IOException {
    if (Files.isDirectory(file)) {
      Files.createDirectories(target);
      return;
    }
    try {
      Files.createLink(target, file);
    } catch (FileSystemException otherDisk) {
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

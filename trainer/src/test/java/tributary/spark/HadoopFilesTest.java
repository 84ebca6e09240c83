package tributary.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static tributary.spark.Failures.assertFails;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HadoopFilesTest {
  private static final int LIMIT = 1000;

  private final Path folder;
  private final HadoopFiles local = new HadoopFiles(new Configuration(false));

  HadoopFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static HadoopFiles faulty(String key, String value) {
    Configuration conf = FaultyFileSystem.configuration("faulty");
    conf.set(key, value);
    return new HadoopFiles(conf);
  }

  private String path(String scheme, String name) {
    return scheme + "://" + folder.resolve(name);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String text(HadoopFiles files, String path) throws IOException {
    return new String(files.read(path, LIMIT), UTF_8);
  }

  @Test
  void writtenFilesAreReadBackAndNothingElseIsLeft() throws IOException {
    String path = path("file", "a.txt");
    assertFalse(local.exists(path));
    local.write(path, "one".getBytes(UTF_8));
    assertTrue(local.exists(path));
    assertEquals("one", text(local, path));
    local.write(path, "two, longer".getBytes(UTF_8));
    assertEquals("two, longer", text(local, path));
    assertEquals(List.of("a.txt"), files());
  }

  @Test
  void foldersAboveAreMade() throws IOException {
    local.write(path("file", "x/y/z.bin"), new byte[] {1, 2, 3});
    assertEquals(3, local.read(path("file", "x/y/z.bin"), 3).length);
  }

  @Test
  void aChecksumLeftByAnotherWriterDoesNotSpoilTheNewFile() throws IOException {
    String path = path("file", "b.txt");
    org.apache.hadoop.fs.Path hadoop = new org.apache.hadoop.fs.Path(path);
    try (var out = hadoop.getFileSystem(new Configuration(false)).create(hadoop)) {
      out.write("written with a checksum".getBytes(UTF_8));
    }
    assertTrue(files().contains(".b.txt.crc"));
    local.write(path, "new".getBytes(UTF_8));
    assertEquals("new", text(local, path));
    assertEquals(List.of("b.txt"), files());
  }

  @Test
  void aDiskThatFillsUpLeavesTheOldFile() throws IOException {
    String path = path("faulty", "c.txt");
    Files.writeString(folder.resolve("c.txt"), "old");
    assertFails(
        IOException.class,
        () -> faulty("faulty.fullAfter", "10").write(path, new byte[11]),
        "write " + path,
        "No space left on device");
    assertEquals("old", Files.readString(folder.resolve("c.txt")));
    assertEquals(List.of("c.txt"), files());
  }

  @Test
  void contentThatFailsHalfwayLeavesTheOldFile() throws IOException {
    String path = path("file", "d.txt");
    local.write(path, "old".getBytes(UTF_8));
    assertFails(
        IllegalStateException.class,
        () ->
            local.write(
                path,
                out -> {
                  out.write(1);
                  throw new IllegalStateException("halfway");
                }),
        "halfway");
    assertEquals("old", text(local, path));
    assertEquals(List.of("d.txt"), files());
  }

  @Test
  void aRefusedRenameLeavesTheOldFile() throws IOException {
    Files.writeString(folder.resolve("e.txt"), "old");
    String path = path("faulty", "e.txt");
    assertFails(
        IOException.class,
        () -> faulty("faulty.refuseRename", "1").write(path, "new".getBytes(UTF_8)),
        "write " + path,
        "was refused");
    assertEquals("old", Files.readString(folder.resolve("e.txt")));
    assertEquals(List.of("e.txt"), files());
    assertFails(
        IOException.class,
        () -> faulty("faulty.refuseRename", "1").write(path("faulty", "f.txt"), new byte[1]));
    assertEquals(List.of("e.txt"), files());
  }

  @Test
  void filesAreReplacedWhereRenamingOverThemIsNotOffered() throws IOException {
    HadoopFiles strict = faulty("faulty.strict", "true");
    String path = path("faulty", "g.txt");
    strict.write(path, "old".getBytes(UTF_8));
    strict.write(path, "new".getBytes(UTF_8));
    assertEquals("new", text(strict, path));
    assertEquals(List.of("g.txt"), files());
  }

  @Test
  void objectStoresGetTheObjectUnderItsOwnName() throws IOException {
    // Such a store must never see a rename, which would copy: this one refuses.
    Configuration conf = FaultyFileSystem.configuration("gs");
    conf.set("faulty.refuseRename", "1");
    HadoopFiles store = new HadoopFiles(conf);
    String path = path("gs", "h.txt");
    store.write(path, "one".getBytes(UTF_8));
    store.write(path, "two".getBytes(UTF_8));
    assertEquals("two", text(store, path));
    assertEquals(List.of("h.txt"), files());
  }

  @Test
  void unreadableFilesAreNamed() throws IOException {
    assertFails(
        FileNotFoundException.class,
        () -> local.read(path("file", "none"), LIMIT),
        path("file", "none"),
        "no such file");
    assertFails(IOException.class, () -> local.read(folder.toString(), LIMIT), "it is a folder");
    Files.write(folder.resolve("big"), new byte[LIMIT + 1]);
    assertFails(
        IOException.class, () -> local.read(path("file", "big"), LIMIT), "1001 bytes", "1000");
    assertFails(
        IOException.class, () -> local.read("nowhere://x/y", LIMIT), "nowhere://x/y", "scheme");
    assertFails(IOException.class, () -> local.exists(""), "look at");
  }

  @Test
  void aFlippedByteUnderAChecksumIsAnError() throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(path("file", "i.txt"));
    try (var out = path.getFileSystem(new Configuration(false)).create(path)) {
      out.write("with a checksum".getBytes(UTF_8));
    }
    Files.writeString(folder.resolve("i.txt"), "with A checksum");
    assertFails(
        IOException.class, () -> local.read(path.toString(), LIMIT), "i.txt", "hecksum error");
  }

  @Test
  void aFolderIsNotReplacedByAFile() throws IOException {
    Files.createDirectories(folder.resolve("j/k"));
    assertFails(
        IOException.class,
        () -> local.write(path("file", "j"), new byte[1]),
        "there is a folder of that name");
  }

  @Test
  void writableFoldersPassAndAreLeftEmpty() throws IOException {
    local.requireWritable(path("file", "runs"));
    try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void foldersThatCannotBeWrittenAreNamed() throws IOException {
    Files.writeString(folder.resolve("plain"), "a file, where a folder should be");
    assertFails(
        IOException.class,
        () -> local.requireWritable(path("file", "plain/runs")),
        "write into the folder " + path("file", "plain/runs"));
    assertFails(
        IOException.class,
        () -> faulty("faulty.fullAfter", "0").requireWritable(path("faulty", "runs")),
        "No space left");
    assertFails(
        IOException.class,
        () -> faulty("faulty.refuseRename", "1").requireWritable(path("faulty", "runs")),
        "was refused");
  }
}

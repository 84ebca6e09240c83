package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare}: several runs and one page, as the command line has them. */
final class CompareTest {
  @TempDir private Path dir;
  private Path confs = Path.of("");

  @BeforeEach
  void configurations() throws Exception {
    Path csv = Files.writeString(dir.resolve("data.csv"), Commands.table(120));
    String small = Commands.small(csv, "y", "regression") + "\ndata.exclude = sign\n";
    confs = Files.createDirectory(dir.resolve("confs"));
    Files.writeString(confs.resolve("common.inc"), "not a run");
    Files.writeString(confs.resolve("a.conf"), small);
    Files.writeString(
        confs.resolve("b.conf"), small.replace("learningRate = 0.05", "learningRate = 1e6"));
    Files.writeString(confs.resolve("c.conf"), small.replace("layers = [8]", "layers = [4]"));
  }

  private CommandResult compare(String... more) {
    String[] arguments = new String[4 + more.length];
    System.arraycopy(
        new String[] {"compare", confs.toString(), "--out", dir.resolve("out").toString()},
        0,
        arguments,
        0,
        4);
    System.arraycopy(more, 0, arguments, 4, more.length);
    return Commands.run(arguments);
  }

  @Test
  void trainsEveryFileOfTheFolderAndDrawsOnePageAndGoesOnWhereItWas() throws Exception {
    CommandResult first = compare();
    assertEquals(0, first.exitCode(), first.err());
    Path out = dir.resolve("out");
    assertEquals("completed", Project.text(out.resolve("a"), "status"));
    assertEquals("diverged", Project.text(out.resolve("b"), "status"));
    assertEquals("completed", Project.text(out.resolve("c"), "status"));
    assertTrue(first.out().contains("compare       2/3 b"), first.out());
    assertTrue(first.out().contains("diverged      step "), first.out());
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("3 runs"), "a page of all three");

    Path summary = out.resolve("a/summary.json");
    FileTime written = Files.getLastModifiedTime(summary);
    Files.writeString(confs.resolve("d.conf"), Files.readString(confs.resolve("c.conf")));
    CommandResult second = compare();
    assertEquals(0, second.exitCode(), second.err());
    assertTrue(second.out().contains("kept          1/4 a, trained before"), second.out());
    assertTrue(second.out().contains("compare       4/4 d"), second.out());
    assertEquals(written, Files.getLastModifiedTime(summary));
    assertTrue(Files.readString(out.resolve("report.html")).contains("4 runs"));

    Files.writeString(
        confs.resolve("a.conf"), Files.readString(confs.resolve("c.conf")) + "seed = 7");
    CommandResult changed = compare();
    assertEquals(2, changed.exitCode());
    assertTrue(
        changed.lastErrorLine().contains("out/a holds a run of another configuration"),
        changed.err());
  }

  @Test
  void anInterruptedOrKilledRunIsSetAsideAndTrainedAnew() throws Exception {
    Path out = dir.resolve("out");
    assertEquals(0, compare().exitCode());
    Path summary = out.resolve("a/summary.json");
    Files.writeString(
        summary,
        Files.readString(summary)
            .replace("\"status\": \"completed\"", "\"status\": \"interrupted\""));
    Files.delete(out.resolve("c/summary.json"));
    CommandResult again = compare();
    assertEquals(0, again.exitCode(), again.err());
    assertTrue(again.out().contains("compare       1/3 a"), again.out());
    assertTrue(again.out().contains("kept          2/3 b"), again.out());
    assertTrue(again.out().contains("compare       3/3 c"), again.out());
    assertEquals("completed", Project.text(out.resolve("a"), "status"));
    assertTrue(Files.exists(out.resolve("a-unfinished/metrics.jsonl")));
    assertTrue(Files.exists(out.resolve("c-unfinished/metrics.jsonl")));
  }

  @Test
  void everyMistakeIsFoundBeforeAnythingIsTrained() throws Exception {
    Files.writeString(confs.resolve("z.conf"), "data.path = nothing\nepochs = 3");
    CommandResult mistyped = compare();
    assertEquals(2, mistyped.exitCode());
    assertTrue(mistyped.err().contains("z.conf"), mistyped.err());
    Files.delete(confs.resolve("z.conf"));

    CommandResult twice = compare(confs.resolve("a.conf").toString());
    assertEquals(2, twice.exitCode());
    assertTrue(twice.lastErrorLine().contains("another run is called a too"), twice.err());

    Path other =
        Files.writeString(
            dir.resolve("other.conf"),
            Files.readString(confs.resolve("a.conf")) + "gemm = reference");
    CommandResult mixed = compare(other.toString());
    assertEquals(2, mixed.exitCode());
    assertTrue(mixed.lastErrorLine().contains("gemm = reference where"), mixed.err());

    Path empty = Files.createDirectory(dir.resolve("empty"));
    CommandResult none = compare(empty.toString());
    assertEquals(2, none.exitCode());
    assertTrue(none.lastErrorLine().contains("holds no *.conf file"), none.err());

    assertFalse(Files.exists(dir.resolve("out")));
  }
}

package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.jobs.Notebook.Cell;
import tributary.jobs.report.Browser;

/**
 * The notebook's cells, one after the other, in a real Spark shell that knows nothing of this
 * project but its jar.
 *
 * <p>With {@code -Dnotebook.write=true} and the real pictures in {@code TRIBUTARY_DATA} what they
 * print goes into the notebook, and the page of curves as it looks in a browser:
 *
 * <pre>
 * mvn verify -Dtest=None -Dit.test=NotebookIT -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dfailsafe.failIfNoSpecifiedTests=false -Dnotebook.write=true
 * </pre>
 */
@Timeout(600)
final class NotebookIT {
  private static final Path FILE = Project.ROOT.resolve("conf/shell/fashion-mnist.ipynb");
  private static final Duration CELL = Duration.ofMinutes(5);
  private static final Pattern ACCURACY = Pattern.compile("test accuracy ([01]\\.\\d+)");
  private static final Pattern PAGE = Pattern.compile("\\S+/curves\\.html");

  @TempDir private Path folder = Path.of("");

  private static Optional<String> pictures() {
    return Optional.ofNullable(System.getenv("TRIBUTARY_DATA"))
        .filter(data -> Files.exists(Path.of(data, "fashion-mnist", "train-images-idx3-ubyte.gz")));
  }

  @Test
  void itsCellsRunAndItsOutputsAreReal() throws Exception {
    Notebook notebook = Notebook.read(FILE);
    if (pictures().isEmpty()) {
      IdxImages.write(folder.resolve("fashion-mnist"), 2000, 500);
    }
    Notebook ran = run(notebook, pictures().orElse(folder.toString()));
    double accuracy = accuracy(ran);
    assertTrue(accuracy > 0.87, "test accuracy " + accuracy);
    if (pictures().isPresent()) {
      if (Boolean.getBoolean("notebook.write")) {
        Files.writeString(FILE, ran.text());
      } else {
        // The bits are those of one kind of processor.
        assertEquals(accuracy(notebook), accuracy, 0.01);
      }
    }
  }

  @Test
  void theFileIsAsJupyterWouldSaveIt() throws Exception {
    Notebook notebook = Notebook.read(FILE);
    assertEquals(Files.readString(FILE), notebook.text());
    assertTrue(Files.size(FILE) < 400_000, Files.size(FILE) + " bytes");
  }

  private static Notebook run(Notebook notebook, String data) throws Exception {
    List<Cell> cells = new ArrayList<>();
    try (Shell shell = Shell.plain(Map.of("TRIBUTARY_DATA", data))) {
      int number = 0;
      String last = "";
      for (Cell cell : notebook.cells()) {
        if (cell.isCode()) {
          String output = shell.run(cell.source(), CELL);
          assertTrue(succeeded(output), cell.source() + "\n" + output + shell.errors());
          cells.add(cell.ran(++number, shown(output, data)));
          last = output;
        } else {
          cells.add(cell.source().contains("attachment:") ? drawn(cell, last) : cell);
        }
      }
    }
    return notebook.withCells(cells);
  }

  /** Without the blank lines round a cell, and without the folders of the machine it ran on. */
  private static String shown(String output, String data) {
    String told =
        output
            .strip()
            .replace(data, "/data")
            .replaceAll("[^\\s:]*/fashion-mnist\\d+", "/tmp/fashion-mnist");
    return told.isEmpty() ? "" : told + "\n";
  }

  /** What the shell says of a cell that does not compile or throws. */
  private static boolean succeeded(String output) {
    return output
        .lines()
        .noneMatch(l -> l.matches("(<pastie>|.*\\.scala):\\d+: error: .*|.*Exception: .*"));
  }

  /** With a picture of the page that the cell before has written, where there is a browser. */
  private static Cell drawn(Cell cell, String printed) throws IOException, InterruptedException {
    Matcher page = PAGE.matcher(printed);
    assertTrue(page.find(), printed);
    Path file = Path.of(page.group().replaceFirst("^file:/*", "/"));
    assertTrue(Files.size(file) > 100_000, file.toString());
    Optional<String> executable = Browser.executable();
    if (executable.isEmpty()) {
      return cell;
    }
    Path png = Files.createTempFile("curves", ".png");
    try (Browser browser = Browser.start(executable.get())) {
      browser.resize(1000, 600);
      browser.open(file);
      browser.screenshot(png);
      return cell.attached("curves.png", Files.readAllBytes(png));
    } finally {
      Files.delete(png);
    }
  }

  private static double accuracy(Notebook notebook) {
    for (Cell cell : notebook.cells()) {
      Matcher found = ACCURACY.matcher(cell.printed());
      if (found.find()) {
        return Double.parseDouble(found.group(1));
      }
    }
    throw new AssertionError("no cell printed a test accuracy");
  }
}

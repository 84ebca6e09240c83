package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines above the one that is drawn over, whoever writes them. */
final class LiveScreenTest {
  /** Standard output and standard error are the same terminal. */
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();

  private final LiveScreen screen =
      new LiveScreen(new PrintWriter(new OutputStreamWriter(terminal, StandardCharsets.UTF_8)));
  private final OutputStream err = new ForeignLines(screen, terminal);

  private void shows(String... rows) {
    assertEquals(
        List.of(rows), TerminalScreen.after(terminal.toString(StandardCharsets.UTF_8), 20));
  }

  @Test
  void aShorterLineLeavesNothingOfTheLonger() {
    screen.draw("step 10 of 100");
    screen.draw("step 11");
    shows("step 11");
  }

  @Test
  void rowsAppearAboveAndTheLineStaysBelow() {
    screen.above("header");
    screen.draw("a line to draw over");
    screen.above("row 1");
    screen.above("row 2");
    shows("header", "row 1", "row 2", "a line to draw over");
    screen.finish();
    screen.draw("too late");
    shows("header", "row 1", "row 2");
    screen.above("after");
    shows("header", "row 1", "row 2", "after");
  }

  @Test
  void aLogLineStandsAloneAndTheLineComesBackBelow() {
    PrintStream log = new PrintStream(err, true, StandardCharsets.UTF_8);
    screen.draw("a line to draw over");
    log.println("WARN x");
    shows("WARN x");
    screen.draw("drawn again");
    shows("WARN x", "drawn again");
  }

  @Test
  void halfALogLineIsNotDrawnInto() throws IOException {
    screen.draw("a line to draw over");
    err.write("WARN ".getBytes(StandardCharsets.UTF_8));
    screen.draw("drawn too early");
    err.write('x');
    shows("WARN x");
    screen.above("row 1");
    shows("WARN x", "row 1", "drawn too early");
  }

  /** So a terminal that has become narrower, and breaks the line in two, can be wiped whole. */
  @Test
  void theCursorWaitsAtTheBeginningOfTheLine() throws IOException {
    screen.draw("0123456789");
    terminal.write("abc".getBytes(StandardCharsets.UTF_8));
    shows("abc3456789");
    screen.draw("0123");
    shows("0123");
  }
}

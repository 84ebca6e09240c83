package tributary.jobs;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * A terminal whose lowest line is drawn over and over while others appear above it, whichever
 * threads they come from.
 *
 * <p>The cursor waits at the beginning of that line. So it is wiped whole even where the terminal
 * has become narrower and has broken it in two.
 */
final class LiveScreen {
  private static final String WIPE_FROM_HERE = "\u001b[J";

  /** A terminal can become narrower at any moment: what is then too long is cut, not broken. */
  private static final String CUT = "\u001b[?7l";

  private static final String BREAK = "\u001b[?7h";

  private final PrintWriter out;
  private String lowest = "";
  private boolean drawn;
  private boolean withinForeignLine;
  private boolean finished;

  LiveScreen(PrintWriter out) {
    this.out = out;
  }

  /**
   * @param line narrower than the terminal; at its full width some would begin another line
   */
  synchronized void draw(String line) {
    lowest = line;
    show();
  }

  private void show() {
    if (finished || withinForeignLine || lowest.isEmpty()) {
      return;
    }
    // Over the old one and not after wiping it, which could be seen as a flicker.
    out.print(CUT + "\r" + lowest + WIPE_FROM_HERE + "\r" + BREAK);
    out.flush();
    drawn = true;
  }

  private void wipe() {
    if (drawn) {
      out.print("\r" + WIPE_FROM_HERE);
      out.flush();
      drawn = false;
    }
  }

  /** A line that stays. */
  synchronized void above(String line) {
    wipe();
    if (withinForeignLine) {
      out.println();
      withinForeignLine = false;
    }
    out.println(line);
    show();
    out.flush();
  }

  /** What others write to the same terminal; the lowest line is back with the next drawing. */
  synchronized void foreign(OutputStream to, byte[] bytes, int from, int length)
      throws IOException {
    wipe();
    to.write(bytes, from, length);
    to.flush();
    if (length > 0) {
      withinForeignLine = bytes[from + length - 1] != '\n';
    }
  }

  /** Takes the lowest line away; nothing that is drawn from now on appears. */
  synchronized void finish() {
    wipe();
    finished = true;
  }
}

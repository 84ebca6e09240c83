package tributary.jobs;

import java.util.ArrayList;
import java.util.List;

/** What a terminal shows after some output, as far as the progress line uses one. */
final class TerminalScreen {
  private final int columns;
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  private TerminalScreen(int columns) {
    this.columns = columns;
  }

  /** The rows from the top, without the empty ones at the end. */
  static List<String> after(String output, int columns) {
    TerminalScreen screen = new TerminalScreen(columns);
    // Colours, and whether long lines are broken, take no room and move nothing.
    String plain = output.replaceAll("\u001b\\[([0-9;]*m|\\?7[lh])", "");
    for (int i = 0; i < plain.length(); i++) {
      if (plain.startsWith("\u001b[J", i)) {
        screen.wipe();
        i += 2;
      } else {
        screen.put(plain.charAt(i));
      }
    }
    List<String> shown = new ArrayList<>();
    screen.rows.forEach(line -> shown.add(line.toString().stripTrailing()));
    while (!shown.isEmpty() && shown.get(shown.size() - 1).isEmpty()) {
      shown.remove(shown.size() - 1);
    }
    return shown;
  }

  private void put(char c) {
    if (c == '\r') {
      column = 0;
    } else if (c == '\n') {
      down();
    } else if (c < ' ') {
      throw new AssertionError("control character " + (int) c);
    } else {
      if (column == columns) {
        down();
        column = 0;
      }
      StringBuilder line = rows.get(row);
      while (line.length() <= column) {
        line.append(' ');
      }
      line.setCharAt(column++, c);
    }
  }

  /** As a terminal does that translates a line feed to both. */
  private void down() {
    row++;
    column = 0;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
  }

  private void wipe() {
    rows.get(row).setLength(Math.min(column, rows.get(row).length()));
    while (rows.size() > row + 1) {
      rows.remove(rows.size() - 1);
    }
  }
}

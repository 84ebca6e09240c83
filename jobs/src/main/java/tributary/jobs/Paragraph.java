package tributary.jobs;

import java.util.ArrayList;
import java.util.List;

/** A labelled line that may be longer than a terminal is wide. */
final class Paragraph {
  /** With less room words would stand one below the other. */
  private static final int LEAST_ROOM = 20;

  private Paragraph() {}

  /** Broken between words, the later lines indented to where the first one's text begins. */
  static String of(String label, String text, int columns) {
    int room = columns - Console.LABEL_COLUMNS;
    if (room < LEAST_ROOM) {
      return Console.labelled(label, text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return Console.labelled(label, String.join("\n" + " ".repeat(Console.LABEL_COLUMNS), lines));
  }
}

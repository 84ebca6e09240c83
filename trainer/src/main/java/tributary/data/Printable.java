package tributary.data;

/**
 * Text out of a table or a file, such as a column's name, made fit to be shown: it can begin no
 * line of its own, steer no terminal and turn no writing direction.
 */
public final class Printable {
  private Printable() {}

  /** The text with each such character as its escape, {@code \\n} or {@code \\u001b}. */
  public static String of(String text) {
    if (text.chars().noneMatch(Printable::isHarmful)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> shown.append("\\n");
        case '\r' -> shown.append("\\r");
        case '\t' -> shown.append("\\t");
        default -> {
          if (isHarmful(c)) {
            shown.append("\\u").append(String.format("%04x", (int) c));
          } else {
            shown.append(c);
          }
        }
      }
    }
    return shown.toString();
  }

  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      // Controls, ESC among them; marks that end a line; marks that turn its direction.
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.FORMAT ->
          c != '\u00ad' && c != '\u200c' && c != '\u200d';
      default -> false;
    };
  }
}

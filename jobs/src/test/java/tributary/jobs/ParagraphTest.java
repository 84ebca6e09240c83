package tributary.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Long lines on narrow terminals. */
final class ParagraphTest {
  private static final String TEXT =
      "layers.1: 50 % of its units are dead; lower the learning rate";

  @Test
  void itIsBrokenBetweenWordsAndIndented() {
    assertEquals(
        """
        ⚠ alarm       layers.1: 50 % of its
                      units are dead; lower the
                      learning rate\
        """,
        Paragraph.of("⚠ alarm", TEXT, 40));
  }

  @Test
  void noLineIsTooLongAndNoWordIsLost() {
    for (int columns = 34; columns < 100; columns++) {
      String paragraph = Paragraph.of("note", TEXT, columns);
      int most = columns;
      assertTrue(paragraph.lines().allMatch(line -> line.length() <= most), paragraph);
      assertEquals("note " + TEXT, paragraph.replaceAll("\\s+", " "));
    }
  }

  @Test
  void whereItFitsOrNothingWouldItIsOneLine() {
    assertEquals("note          " + TEXT, Paragraph.of("note", TEXT, 120));
    assertEquals("note          " + TEXT, Paragraph.of("note", TEXT, 20));
  }
}

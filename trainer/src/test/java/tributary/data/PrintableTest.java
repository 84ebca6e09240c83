package tributary.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

final class PrintableTest {
  @Test
  void k11WhatSteersATerminalIsEscaped() {
    assertEquals("a\\nb\\r\\tc", Printable.of("a\nb\r\tc"));
    assertEquals("\\u001b[2Jgone\\u0007", Printable.of("\u001b[2Jgone\u0007"));
    assertEquals("\\u009b31m", Printable.of("\u009b31m"));
    assertEquals("\\u0000", Printable.of("\u0000"));
    // A line of its own by another name, and a text that is read backwards.
    assertEquals("a\\u2028b\\u2029c\\u0085d", Printable.of("a\u2028b\u2029c\u0085d"));
    assertEquals("\\u202egnp.exe", Printable.of("\u202egnp.exe"));
  }

  @Test
  void namesOfAnyLanguageStayAsTheyAre() {
    String name = "größe ↦ 長さ \ud83c\udf0a می\u200cخواهم";
    assertSame(name, Printable.of(name));
  }
}

package tributary.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tributary.io.JsonValue.JsonObject;

/** Nothing that a page is called can leave its place in the page, and the page asks for nothing. */
final class ChartPageTest {
  private static final String HOSTILE =
      "</script><!--<script><img src=x onerror=alert(1)>&amp;{{script}}$1\\\u2028\u2029\"'";

  private static String page() throws Exception {
    JsonObject data = new JsonObjectBuilder().put(HOSTILE, HOSTILE).build();
    return new String(ChartPage.html(HOSTILE, data, List.of(), List.of()), StandardCharsets.UTF_8);
  }

  @Test
  void dataCannotEndItsElementAndIsReadBackEqual() throws Exception {
    JsonObject data = new JsonObjectBuilder().put(HOSTILE, HOSTILE).build();
    String written = ChartPage.data(data);
    for (String dangerous : List.of("<", ">", "&", "\u2028", "\u2029")) {
      assertFalse(written.contains(dangerous), dangerous);
    }
    assertEquals(data, Json.parse(written));
    assertTrue(page().contains(">" + written + "</script>"));
  }

  @Test
  void aTitleIsText() throws Exception {
    assertTrue(page().contains("<title>&lt;/script&gt;&lt;!--"), page().substring(0, 1000));
    // Three scripts, the data among them, and the ends that belong to them.
    assertEquals(3, page().split("<script", -1).length - 1);
    assertEquals(3, page().split("</script", -1).length - 1);
    assertFalse(page().contains("<img src=x"));
  }

  @Test
  void thePageAsksForNothing() throws Exception {
    JsonObject data = new JsonObjectBuilder().build();
    String page =
        new String(ChartPage.html("a run", data, List.of(), List.of()), StandardCharsets.UTF_8);
    assertTrue(page.contains("default-src 'none'; script-src 'sha256-"));
    String head = page.substring(0, page.indexOf("</style>"));
    Matcher address = Pattern.compile("(src|href)=|url\\(|@import").matcher(head);
    assertFalse(address.find(), head);
  }

  @Test
  void theLibraryKeepsItsNotice() throws Exception {
    assertTrue(page().contains("Licensed to the Apache Software Foundation (ASF) under one"));
    assertTrue(page().contains("The Apache Software Foundation, Apache License 2.0"));
  }
}

package tributary.jobs.report;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import tributary.io.ChartPage;
import tributary.io.JsonValue.JsonObject;

/** The page's own sources, put together with what all pages of charts share. */
final class PageTemplate {
  private static final String FOLDER = "/tributary/report/";
  private static final List<String> STYLES = List.of(FOLDER + "tables.css");
  private static final List<String> SCRIPTS =
      Stream.of("facts.js", "time.js", "run.js", "overview.js", "depth.js", "runs.js", "page.js")
          .map(name -> FOLDER + name)
          .toList();

  private PageTemplate() {}

  /** The whole page, in UTF-8. */
  static byte[] html(String title, JsonObject data) throws IOException {
    return ChartPage.html(title, data, STYLES, SCRIPTS);
  }
}

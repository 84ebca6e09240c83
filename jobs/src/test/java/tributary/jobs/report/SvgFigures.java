package tributary.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tributary.io.Json;
import tributary.io.JsonValue.JsonString;

/**
 * Saves charts of a report page as SVG files for documents, with the page's own "SVG" button.
 *
 * <p>The arguments are the page, the folder to write to, and for each chart its title and its file;
 * where several sections have a chart of one title, the section goes in front, as in {@code
 * "Gradients and updates > Gradient norm"}. The charts are as wide as on a page of 620 pixels, and
 * in light colours:
 *
 * <pre>{@code
 * mvn -q -pl trainer,jobs -am test-compile
 * java -cp jobs/target/test-classes:jobs/target/classes:trainer/target/classes \
 *   tributary.jobs.report.SvgFigures report.html figures "Depth and gradient=depth-gradient.svg"
 * }</pre>
 */
final class SvgFigures {
  private static final int WIDTH = 620;
  private static final int HEIGHT = 900;
  private static final String SECTION_MARK = " > ";

  /** Calls the button of the one chart with that title, and gives what the button would save. */
  private static final String SAVE =
      """
      (async (section, title) => {
        const found = [...document.querySelectorAll("section")]
          .filter((one) => section === "" || one.querySelector("h2").textContent === section)
          .flatMap((one) => [...one.querySelectorAll("figure")])
          .filter((one) => one.querySelector("svg > title").textContent === title);
        if (found.length !== 1) {
          return found.length + " charts";
        }
        let saved = null;
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => { saved = blob; return "#"; };
        found[0].querySelector("button").click();
        URL.createObjectURL = create;
        return await saved.text();
      })(%s, %s)
      """;

  private SvgFigures() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("expected PAGE FOLDER \"CHART=FILE\"...");
    }
    Path folder = Files.createDirectories(Path.of(arguments[1]));
    String executable =
        Browser.executable()
            .orElseThrow(
                () -> new IOException("no browser on the PATH; install one or set CHROME_BIN"));
    try (Browser browser = Browser.start(executable)) {
      browser.resize(WIDTH, HEIGHT);
      browser.colourScheme("light");
      browser.open(Path.of(arguments[0]).toAbsolutePath());
      for (String chart : List.of(arguments).subList(2, arguments.length)) {
        int mark = chart.lastIndexOf('=');
        if (mark < 0) {
          throw new IllegalArgumentException(chart + " names no file; expected CHART=FILE");
        }
        String svg = svg(browser, chart.substring(0, mark));
        Files.writeString(folder.resolve(chart.substring(mark + 1)), svg, StandardCharsets.UTF_8);
      }
    }
  }

  /** The chart as a file of its own. */
  static String svg(Browser browser, String chart) throws IOException {
    int mark = chart.indexOf(SECTION_MARK);
    String section = mark < 0 ? "" : chart.substring(0, mark);
    String title = mark < 0 ? chart : chart.substring(mark + SECTION_MARK.length());
    String script =
        SAVE.formatted(Json.compact(new JsonString(section)), Json.compact(new JsonString(title)));
    String saved = browser.evaluate(script) instanceof JsonString text ? text.value() : "nothing";
    if (!saved.startsWith("<svg")) {
      throw new IOException(
          "found " + saved + " with the title \"" + chart + "\"; name one chart of the page");
    }
    return saved + "\n";
  }
}

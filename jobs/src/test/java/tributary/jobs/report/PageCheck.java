package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonString;

/** What every page of charts has to be: drawn, quiet, on its own, and fit for every screen. */
final class PageCheck {
  static final Path SCREENSHOTS = Path.of("target/report-screenshots");

  /**
   * What is wrong with the charts: each must have a drawing with a title and the names of its axes,
   * and every series must be painted in its colour, once more where the legend has it too.
   */
  private static final String FAULTS =
      """
      (() => {
        const probe = document.body.appendChild(document.createElement("i"));
        const normal = (colour) => { probe.style.color = ""; probe.style.color = colour; return getComputedStyle(probe).color; };
        const faults = [];
        const charts = [...document.querySelectorAll("figure .chart")];
        for (const chart of charts) {
          const option = echarts.getInstanceByDom(chart).getOption();
          const svg = chart.querySelector("svg");
          const title = option.title[0].text;
          const texts = [...svg.querySelectorAll("text")].map((text) => text.textContent);
          if (svg.querySelector("title").textContent.length < title.length) faults.push(title + ": no title element");
          for (const text of [title, option.xAxis[0].name, ...(option.yAxis[0].show === false ? [] : [option.yAxis[0].name])]) {
            if (!text || !texts.includes(text)) faults.push(title + ": the text " + text + " is not drawn");
          }
          const painted = [...svg.querySelectorAll("path, circle, rect")].flatMap((shape) =>
            [...new Set([shape.getAttribute("stroke"), shape.getAttribute("fill")])]).filter(Boolean).map(normal);
          for (const series of option.series) {
            const found = painted.filter((colour) => colour === normal(series.itemStyle.color)).length;
            const legend = option.legend[0].show && option.legend[0].data.some((d) => (d.name || d) === series.name);
            if (found < (legend ? 2 : 1)) faults.push(title + ": " + series.name + " is not painted");
          }
          for (const text of svg.querySelectorAll("text")) {
            const box = text.getBoundingClientRect();
            const frame = chart.getBoundingClientRect();
            if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
              faults.push(title + ": " + text.textContent + " is cut off at a width of " + frame.width);
            }
          }
        }
        probe.remove();
        return [charts.length, faults];
      })()
      """;

  private PageCheck() {}

  /** Without a browser the test is skipped; in CI that is a failure. */
  static Browser startBrowser() throws IOException, InterruptedException {
    Optional<String> executable = Browser.executable();
    String missing =
        "no browser on the PATH; install one (apt-get install chromium) or set CHROME_BIN";
    if (executable.isEmpty() && System.getenv("CI") != null) {
      fail(missing);
    }
    Assumptions.assumeTrue(executable.isPresent(), missing);
    return Browser.start(executable.get());
  }

  /** Looks at a page in all sizes and colours, and gives the number of charts. */
  static long inspect(Browser browser, String name, Path file) throws IOException {
    browser.resize(1280, 900);
    browser.colourScheme("light");
    browser.open(file);
    long charts = drawn(browser, name);
    browser.screenshot(SCREENSHOTS.resolve(name + "-light.png"));
    JsonValue light = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    browser.colourScheme("dark");
    assertEquals(charts, drawn(browser, name + ", dark"));
    JsonValue dark = browser.evaluate("getComputedStyle(document.body).backgroundColor");
    assertTrue(brightness(light) > 200 && brightness(dark) < 60, light + " and " + dark);
    browser.screenshot(SCREENSHOTS.resolve(name + "-dark.png"));
    browser.colourScheme("light");
    browser.resize(390, 844);
    assertEquals(charts, drawn(browser, name + ", phone"));
    assertEquals(
        new JsonInteger(390), browser.evaluate("document.documentElement.scrollWidth"), name);
    browser.screenshot(SCREENSHOTS.resolve(name + "-phone.png"));
    assertEquals(List.of(), browser.complaints());
    assertEquals(List.of(file.toUri().toString()), browser.requests());
    return charts;
  }

  static long drawn(Browser browser, String name) throws IOException {
    JsonArray found = (JsonArray) browser.evaluate(FAULTS);
    assertEquals("[]", Json.compact(found.items().get(1)), name);
    return ((JsonInteger) found.items().get(0)).value();
  }

  /** Of the red channel, which is enough to tell paper from night. */
  private static int brightness(JsonValue colour) {
    return Integer.parseInt(((JsonString) colour).value().replaceAll("^\\D+(\\d+).*$", "$1"));
  }
}

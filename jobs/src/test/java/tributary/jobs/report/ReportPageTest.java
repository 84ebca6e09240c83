package tributary.jobs.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tributary.io.Json;
import tributary.io.JsonValue.JsonBoolean;
import tributary.io.JsonValue.JsonInteger;
import tributary.io.JsonValue.JsonString;

/** The page in a real browser: drawn, quiet, on its own, and fit for every screen. */
@Timeout(60)
final class ReportPageTest {
  private static final String HOSTILE = "</script><img src=x onerror=window.caught=1>&\u2028\"'";

  /** The chart with that title. */
  private static final String CHART =
      "echarts.getInstanceByDom([...document.querySelectorAll('.chart')]"
          + ".find((chart) => chart.querySelector('svg > title').textContent === '%s'))";

  @TempDir private static Path dir = Path.of("");
  private static @Nullable Browser started;

  @BeforeAll
  static void startBrowser() throws Exception {
    started = PageCheck.startBrowser();
  }

  @AfterAll
  static void endBrowser() {
    if (started != null) {
      started.close();
    }
  }

  private static Browser browser() {
    if (started == null) {
      throw new IllegalStateException("tests without a browser are skipped");
    }
    return started;
  }

  private static Path page(String name, List<Path> runs) throws IOException {
    Path file = dir.resolve(name + ".html");
    ReportPage.write(
        runs.stream().map(Path::toString).toList(), file.toString(), new Configuration());
    return file;
  }

  private static RunFixture alarmed(int layers) {
    return new RunFixture(layers)
        .attempt(1, 0, 8)
        .epochs(0, 3)
        .alarm("clipping", 149, true, "", "96 % of the steps were clipped; raise training.clipNorm")
        .alarm(
            "vanishingGradient",
            152,
            true,
            "layers.0",
            "the gradient of the first layers is 0.0004 of that of the last; try skip = true")
        .epochs(3, 6)
        .alarm("clipping", 300, false, "", "41 % of the steps were clipped")
        .alarm("deadUnits", 305, true, "layers.1", "61 % of the units of layers.1 are dead")
        .nonFinite(312, "loss became NaN", "layers.1")
        .epochs(6, 8);
  }

  private static long inspect(String name, Path file) throws IOException {
    return PageCheck.inspect(browser(), name, file);
  }

  private static long drawn(String name) throws IOException {
    return PageCheck.drawn(browser(), name);
  }

  private static String text() throws IOException {
    return ((JsonString) browser().evaluate("document.body.innerText")).value();
  }

  @Test
  void oneRunIsDrawnWhole() throws Exception {
    Path run = dir.resolve("healthy");
    alarmed(4).writeMetrics(run, "metrics.jsonl").writeSummary(run, "completed", 8);
    assertEquals(14, inspect("run", page("run", List.of(run))));
    // A bar for each epoch, and the last one's number below it.
    assertEquals(
        new JsonString("8"),
        browser()
            .evaluate(
                "[...[...document.querySelectorAll('.chart')].pop().querySelectorAll('text')]"
                    + ".map((text) => text.textContent).find((text) => text === '8') || ''"));
    for (String words :
        List.of(
            "completed",
            "test accuracy",
            "vanishing gradient",
            "clipping – cleared",
            "loss became NaN",
            "Garbage collection")) {
      assertTrue(text().contains(words), words + " in " + text());
    }
  }

  @Test
  void deepNetworksShortRunsAndKilledOnesAreDrawnToo() throws Exception {
    Path deep = dir.resolve("deep");
    alarmed(40).writeMetrics(deep, "metrics.jsonl").writeSummary(deep, "diverged", 8);
    assertTrue(inspect("deep", page("deep", List.of(deep))) > 10);
    Path brief = dir.resolve("brief");
    new RunFixture(3)
        .attempt(1, 0, 4)
        .step(0, 0)
        .step(1, 0)
        .step(2, 0)
        .raw("{\"kind\":\"step\",\"st")
        .writeMetrics(brief, "metrics.jsonl");
    browser().open(page("brief", List.of(brief)));
    assertEquals(10, drawn("brief"));
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("brief.png"));
    assertTrue(text().contains("unfinished"), text());
    Path empty = dir.resolve("empty");
    new RunFixture(3).attempt(1, 0, 4).writeMetrics(empty, "metrics.jsonl");
    browser().open(page("empty", List.of(empty)));
    assertEquals(0, drawn("empty"));
    assertEquals(List.of(), browser().complaints());
    assertTrue(text().contains("nothing to draw"), text());
  }

  @Test
  void severalRunsStandSideBySide() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (int depth : new int[] {2, 5, 9, 14, 20}) {
      RunFixture plain = new RunFixture(depth);
      runs.add(plain.finished(dir.resolve("plain-" + depth), 6));
      runs.add(new RunFixture(depth).withSkips().finished(dir.resolve("skips-" + depth), 4));
    }
    Path last = dir.resolve("alarmed");
    alarmed(4).writeMetrics(last, "metrics.jsonl");
    runs.add(last);
    // Seven overlays, two of depth, and one of each run's layers.
    assertEquals(7 + 2 + runs.size(), inspect("runs", page("runs", runs)));
    browser().evaluate("location.hash = 'run-1'");
    assertEquals(
        new JsonBoolean(true),
        browser()
            .evaluate(
                "new Promise((done) => setTimeout(() => done(document.getElementById('run-1').open), 100))"));
    assertTrue(text().contains("network.layers") && text().contains("20 × 32"), text());
  }

  @Test
  void depthIsShownOfRunsThatDifferInNothingElse() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (int layers : new int[] {3, 5, 9}) {
      runs.add(new RunFixture(layers).finished(dir.resolve("depth/of-" + layers), 2));
    }
    Path other = new RunFixture(17).finished(dir.resolve("depth/other"), 2);
    Files.writeString(other.resolve("resolved.conf"), "seed = 2\n", StandardOpenOption.APPEND);
    runs.add(other);
    browser().resize(1280, 900);
    browser().open(page("depth", runs));
    assertEquals(7 + 2 + 4, drawn("depth"));
    String depths =
        CHART.formatted("Depth and gradient")
            + ".getOption().series.map((s) => s.data.map((point) => 2 ** point[0]).join()).join(' ')";
    assertEquals(new JsonString("2,4,8"), browser().evaluate(depths));
    assertTrue(text().contains("Runs: of-3, of-5, of-9."), text());
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("depth.png"));
  }

  @Test
  void regressionAndClassificationStandInOneTable() throws Exception {
    List<Path> runs =
        List.of(
            new RunFixture(3).finished(dir.resolve("mixed/classes"), 4),
            new RunFixture(3).ofRegression().finished(dir.resolve("mixed/prices"), 4));
    browser().resize(1280, 900);
    browser().open(page("mixed", runs));
    // Of the result a chart for each metric.
    assertEquals(8 + 2, drawn("mixed"));
    assertTrue(text().contains("accuracy 0.8359") && text().contains("R² 0.8447"), text());
    String lines =
        CHART.formatted("Validation R²") + ".getOption().series.map((s) => s.name).join()";
    assertEquals(new JsonString("prices"), browser().evaluate(lines));
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("mixed.png"));
  }

  @Test
  void aGradientOfZeroIsAGapAndNoSmallOne() throws Exception {
    List<Path> runs =
        List.of(
            new RunFixture(3).withFirstLayerDyingAt(110).finished(dir.resolve("zero/dying"), 6),
            new RunFixture(80).finished(dir.resolve("zero/deep"), 6));
    browser().resize(1280, 900);
    browser().open(page("zero", runs));
    drawn("zero");
    String last =
        CHART.formatted("Gradient of the first layer")
            + ".getOption().series[0].data.filter((point) => point[1] !== null).pop()[0]";
    assertEquals(new JsonInteger(105), browser().evaluate(last));
    assertTrue(text().contains("dying is exactly 0 from step 110 on."), text());
    assertTrue(text().contains("layers.0 is exactly 0 from step 110, epoch 3 on."), text());
    // Eighty layers at 0.6 each go through 18 decades, of which 12 are shown.
    String range =
        CHART.formatted("deep") + ".getOption().yAxis.map((axis) => axis.max - axis.min)[0]";
    assertEquals(new JsonInteger(12), browser().evaluate(range));
    assertTrue(text().contains("along the bottom edge."), text());
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("zero.png"));
  }

  @Test
  void whatWasSetDifferentlyFitsItsTable() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (String value : List.of("a", "b")) {
      Path run = new RunFixture(2).finished(dir.resolve("settings/" + value), 1);
      String keys =
          IntStream.range(0, 7)
              .mapToObj(i -> "key" + i + " = " + value.repeat(i == 6 ? 500 : 3) + "\n")
              .collect(Collectors.joining());
      Files.writeString(
          run.resolve("resolved.conf"),
          keys + "data.hint = " + value + "\n",
          StandardOpenOption.APPEND);
      runs.add(run);
    }
    browser().resize(390, 844);
    browser().open(page("settings", runs));
    assertTrue(text().contains("7 keys") && !text().contains("key6"), text());
    browser().evaluate("document.querySelector('summary').click()");
    assertTrue(text().contains("b".repeat(59) + "…") && !text().contains("data.hint"), text());
    assertEquals(
        new JsonInteger(500),
        browser().evaluate("document.querySelector('td span[title]').title.length"));
    assertEquals(new JsonInteger(390), browser().evaluate("document.documentElement.scrollWidth"));
    browser().resize(1280, 900);
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("settings.png"));
  }

  @Test
  void theTooltipNamesTheLineUnderThePointer() throws Exception {
    Path run = new RunFixture(6).finished(dir.resolve("pointed"), 4);
    browser().resize(1280, 900);
    browser().open(page("pointed", List.of(run)));
    String pointed =
        """
        ((chart) => {
          const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, chart.getOption().series[4].data[20]);
          const area = chart.getDom().firstElementChild;
          const box = area.getBoundingClientRect();
          area.dispatchEvent(new MouseEvent("mousemove", { clientX: box.left + x, clientY: box.top + y, bubbles: true }));
          return chart.getDom().lastElementChild.innerText;
        })(%s)
        """;
    String told =
        ((JsonString) browser().evaluate(pointed.formatted(CHART.formatted("Gradient by layer"))))
            .value();
    assertTrue(told.startsWith("step 100, epoch 3\nnearest: layers.4"), told);
  }

  @Test
  void twentyRunsStayReadableAndSmall() throws Exception {
    List<Path> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(
          new RunFixture(3 + i)
              .finished(
                  dir.resolve(
                      "twenty/a-run-whose-name-is-so-long-that-no-chart-has-room-for-it-" + i),
                  10));
    }
    Path page = page("twenty", runs);
    assertTrue(Files.size(page) < 3_000_000, Files.size(page) + " bytes");
    browser().resize(1280, 900);
    browser().open(page);
    assertEquals(7 + 2 + 20, drawn("twenty"));
    browser().screenshot(PageCheck.SCREENSHOTS.resolve("twenty.png"));
  }

  @Test
  void namesAndMessagesStayText() throws Exception {
    Path run = dir.resolve("hostile");
    new RunFixture(2)
        .named(HOSTILE)
        .withLayersNamed(HOSTILE)
        .attempt(1, 0, 2)
        .epochs(0, 2)
        .alarm("clipping", 20, true, HOSTILE, HOSTILE)
        .alarm(HOSTILE, 30, true, "", HOSTILE)
        .nonFinite(31, HOSTILE, HOSTILE)
        .writeMetrics(run, "metrics.jsonl")
        .writeSummary(run, HOSTILE, 2);
    browser().open(page("hostile", List.of(run)));
    drawn("hostile");
    assertTrue(text().contains(HOSTILE.substring(0, 20)), text());
    String tooltip =
        """
        (() => {
          const find = (title) => [...document.querySelectorAll(".chart")].find((c) => c.textContent.includes(title));
          const chart = find("Gradient by layer");
          echarts.getInstanceByDom(chart).dispatchAction({ type: "showTip", x: 200, y: 150 });
          return chart.lastElementChild.innerText;
        })()
        """;
    String told = ((JsonString) browser().evaluate(tooltip)).value();
    assertTrue(told.startsWith("step ") && told.contains("<img src=x"), told);
    assertEquals(new JsonString("undefined"), browser().evaluate("typeof window.caught"));
    assertEquals(new JsonInteger(0), browser().evaluate("document.querySelectorAll('img').length"));
    assertEquals(List.of(), browser().complaints());
    assertEquals(1, browser().requests().size());
  }

  @Test
  void aChartIsSavedAsAWholeDrawing() throws Exception {
    Path run = new RunFixture(2).finished(dir.resolve("saved"), 2);
    browser().open(page("saved", List.of(run)));
    String svg = SvgFigures.svg(browser(), "Gradients and updates > Gradient norm");
    assertTrue(svg.contains("viewBox=\"0 0 ") && svg.contains("font-family: sans-serif"), svg);
    assertTrue(svg.contains("fill=\"#ffffff\"") && !svg.contains("<script"), svg);
    String parsed =
        """
        ((drawing) => drawing.documentElement.nodeName + " " + drawing.querySelectorAll("parsererror").length
          + " " + (drawing.querySelectorAll("path").length > 3) + " " + drawing.querySelector("title").textContent
        )(new DOMParser().parseFromString(%s, "image/svg+xml"))
        """;
    assertEquals(
        new JsonString("svg 0 true Gradient norm"),
        browser().evaluate(parsed.formatted(Json.compact(new JsonString(svg)))));
    assertThrows(IOException.class, () -> SvgFigures.svg(browser(), "No such chart"));
  }
}

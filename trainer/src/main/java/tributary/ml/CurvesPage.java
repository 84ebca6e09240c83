package tributary.ml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tributary.io.ChartPage;
import tributary.io.JsonObjectBuilder;
import tributary.io.JsonValue;
import tributary.io.JsonValue.JsonArray;
import tributary.io.JsonValue.JsonDouble;
import tributary.io.JsonValue.JsonNull;
import tributary.io.JsonValue.JsonObject;

/** How a fit went, drawn: a page with a chart for each quantity, which opens in any browser. */
final class CurvesPage {
  private static final List<String> SCRIPTS = List.of("/tributary/page/curves.js");

  private CurvesPage() {}

  /**
   * One chart: lines over what {@code xAxis} names, of what {@code yAxis} names. It is logarithmic
   * where its values are positive and differ by more than a factor of twenty; a panel in which no
   * line has a point is left out.
   */
  record Panel(String title, String xAxis, String yAxis, List<Line> lines) {
    Panel {
      lines = List.copyOf(lines);
    }
  }

  /**
   * A curve through the points (x, y), x ascending and finite. Where y is not a finite number the
   * curve has a gap. The arrays are read, never written, and not kept longer than the page takes.
   * Arrays that differ in length and an x that is not finite are an {@link
   * IllegalArgumentException}.
   */
  record Line(String name, double[] x, double[] y) {
    Line {
      if (x.length != y.length) {
        throw new IllegalArgumentException(
            name + ": " + x.length + " places but " + y.length + " values");
      }
      if (!Arrays.stream(x).allMatch(Double::isFinite)) {
        throw new IllegalArgumentException(name + ": a place that is no number");
      }
    }
  }

  /**
   * The whole page: one file, light or dark as the reader's system is, that asks for nothing
   * outside and can be mailed.
   *
   * @throws IOException if the jar lacks the page's scripts
   */
  static String html(String title, String subtitle, List<Panel> panels) throws IOException {
    JsonObject data =
        new JsonObjectBuilder()
            .put("title", title)
            .put("subtitle", subtitle)
            .putAll("panels", panels, CurvesPage::json)
            .build();
    return new String(ChartPage.html(title, data, List.of(), SCRIPTS), StandardCharsets.UTF_8);
  }

  private static JsonObject json(Panel panel) {
    return new JsonObjectBuilder()
        .put("title", panel.title)
        .put("xAxis", panel.xAxis)
        .put("yAxis", panel.yAxis)
        .putAll("lines", panel.lines, CurvesPage::json)
        .build();
  }

  private static JsonObject json(Line line) {
    return new JsonObjectBuilder()
        .put("name", line.name)
        .put("x", numbers(line.x))
        .put("y", numbers(line.y))
        .build();
  }

  private static JsonArray numbers(double[] values) {
    return new JsonArray(
        Arrays.stream(values)
            .<JsonValue>mapToObj(v -> Double.isFinite(v) ? new JsonDouble(v) : JsonNull.NULL)
            .toList());
  }
}

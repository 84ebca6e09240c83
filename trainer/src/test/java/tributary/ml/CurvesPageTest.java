package tributary.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import tributary.io.Json;
import tributary.io.JsonValue;
import tributary.ml.CurvesPage.Line;
import tributary.ml.CurvesPage.Panel;

/** What the page is given to draw; that it draws it is for a browser to show. */
final class CurvesPageTest {
  private static final String DATA = "<script type=\"application/json\" id=\"data\">";

  private static Line line(double... y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 1;
    }
    return new Line("training", x, y);
  }

  private static String page(Line... lines) throws Exception {
    return CurvesPage.html(
        "MlpRegressor",
        "20 epochs",
        List.of(new Panel("Loss", "epoch", "mean squared error", List.of(lines))));
  }

  private static JsonValue data(String page) throws Exception {
    int from = page.indexOf(DATA) + DATA.length();
    return Json.parse(page.substring(from, page.indexOf("</script>", from)));
  }

  @Test
  void whatIsDrawnStandsInThePageAndMissingPointsAreGaps() throws Exception {
    JsonValue expected =
        Json.parse(
            """
            {"title":"MlpRegressor","subtitle":"20 epochs","panels":[
              {"title":"Loss","xAxis":"epoch","yAxis":"mean squared error","lines":[
                {"name":"training","x":[1.0,2.0,3.0,4.0],"y":[0.5,null,null,0.25]}]}]}
            """);
    assertEquals(expected, data(page(line(0.5, Double.NaN, Double.POSITIVE_INFINITY, 0.25))));
  }

  @Test
  void onePageAsksForNothingAndRunsNoScriptButItsOwn() throws Exception {
    String page = page(line(1, 2));
    assertTrue(page.contains("default-src 'none'; script-src 'sha256-"), page.substring(0, 800));
    assertTrue(page.contains("echarts"));
    assertFalse(page.contains("{{"));
  }

  @Test
  void namesAreText() throws Exception {
    String name = "</script><img src=x onerror=alert(1)>";
    Line line = new Line(name, new double[] {1}, new double[] {2});
    String page = CurvesPage.html(name, name, List.of(new Panel(name, name, name, List.of(line))));
    assertFalse(page.contains("<img src=x"));
    JsonValue expected =
        Json.parse(
            """
            {"title":"?","subtitle":"?","panels":[{"title":"?","xAxis":"?","yAxis":"?","lines":[
              {"name":"?","x":[1.0],"y":[2.0]}]}]}
            """
                .replace("?", name));
    assertEquals(expected, data(page));
  }

  @Test
  void aLineThatIsNoneIsRefused() {
    double[] two = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> new Line("loss", two, new double[1]));
    assertThrows(
        IllegalArgumentException.class, () -> new Line("loss", new double[] {1, Double.NaN}, two));
  }
}

package tributary.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tributary.io.Json;

/** Figures, their aims, and how people and programs are shown them. */
final class FigureTest {
  private static final Side OURS = new Side("tributary", Turns.of("examples/s", 81_234, 79_000));
  private static final Side PEER = new Side("libtorch", Turns.of("examples/s", 40_617, 79_000));

  private static final Figure OVER =
      Figure.over(BenchRow.LOCAL, "training", OURS, PEER).aiming(Aim.atLeast(1.4)).noting("So.");

  private static BenchReport report(Figure... figures) {
    return new BenchReport(
        new BenchEnvironment("cpu", 2, "os", "jdk", "3.5", "blas", 0.1, Optional.of("abc")),
        "data",
        "peers",
        BenchPlan.full(EnumSet.allOf(BenchRow.class), EnumSet.noneOf(PeerName.class)),
        List.of(figures));
  }

  @Test
  void anAimIsReachedByTheMedian() {
    assertEquals(Optional.of(true), OVER.reached());
    assertEquals(Optional.of(false), OVER.aiming(Aim.atLeast(1.51)).reached());
    assertEquals(Optional.of(true), OVER.aiming(Aim.atMost(1.5)).reached());
    assertEquals(Optional.of(false), OVER.aiming(Aim.atMost(1.49)).reached());
    assertEquals(Optional.empty(), Figure.of(BenchRow.LOCAL, "training", OURS).reached());
    assertEquals(Optional.empty(), Figure.missing(BenchRow.JOB, "job", "why").reached());
  }

  @Test
  void peopleSeeMedianSpreadRatioAndAim() {
    List<String> markdown = BenchTable.markdown(report(OVER));
    assertEquals(
        "| training | 80,100 examples/s (79,000 … 81,200) | libtorch: 59,800 examples/s (40,600 …"
            + " 79,000) | 1.50 | ≥ 1.4 | yes |",
        markdown.get(2));
    assertTrue(markdown.contains("- local: So."), markdown.toString());
    List<String> plain =
        BenchTable.plain(report(OVER, Figure.missing(BenchRow.CLUSTER, "on a cluster", "No.")));
    assertTrue(plain.stream().anyMatch(l -> l.matches("on a cluster +not measured +–.*")));
    assertTrue(plain.contains("cluster: No."), plain.toString());
    assertTrue(plain.get(0).startsWith("cpu, 2 cores"), plain.get(0));
  }

  @Test
  void programsSeeEverySingleTurn() {
    String json = Json.compact(BenchJson.of(report(OVER)));
    assertTrue(json.contains("\"turns\":[81234.0,79000.0]"), json);
    assertTrue(json.contains("\"turns\":[2.0,1.0]"), json);
    assertTrue(json.contains("\"atLeast\":1.4,\"reached\":true,\"notes\":[\"So.\"]"), json);
    assertTrue(json.contains("\"commit\":\"abc\""), json);
  }

  @Test
  void numbersHaveThreeDigits() {
    assertEquals("81,200", Quantity.of(81_234));
    assertEquals("100", Quantity.of(100));
    assertEquals("12.3", Quantity.of(12.345));
    assertEquals("0.28", Quantity.plain(0.28));
    assertEquals("50", Quantity.plain(50));
    assertEquals("-3.00", Quantity.of(-3));
  }

  @Test
  void networksKnowTheirSizeAndTheirArithmetic() {
    assertEquals(235_146, BenchNetwork.SMALL.weights());
    assertEquals(2_350_250, BenchNetwork.TENFOLD.weights());
    // Two products of the first layer, three of each other, two operations a weight.
    assertEquals(4 * 784 * 256 + 6 * (256 * 128 + 128 * 10), BenchNetwork.SMALL.flopsPerExample());
    assertEquals("784-256-128-10", BenchNetwork.SMALL.toString());
  }
}

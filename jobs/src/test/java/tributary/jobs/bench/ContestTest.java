package tributary.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contestants take turns, and the first of each does not count. */
final class ContestTest {
  private static final BenchPlan THREE_TURNS =
      new BenchPlan(
          EnumSet.noneOf(BenchRow.class), EnumSet.noneOf(PeerName.class), true, 1, 3, 0, 1, 1);

  @Test
  void turnsAlternateAndTheFirstWarmsUp() {
    List<String> order = new ArrayList<>();
    Contest.Result result =
        new Contest(THREE_TURNS, new BenchLog(new PrintWriter(new StringWriter())))
            .with("a", "ms", () -> turn(order, "a"))
            .with("b", "ms", () -> turn(order, "b"))
            .run();
    assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b"), order);
    assertEquals(List.of(3.0, 5.0, 7.0), result.of("a").turns().values());
    assertEquals(List.of(4.0, 6.0, 8.0), result.of("b").turns().values());
  }

  @Test
  void whoIsStillGettingFasterWarmsUpOn() {
    BenchPlan plan =
        new BenchPlan(
            EnumSet.noneOf(BenchRow.class), EnumSet.noneOf(PeerName.class), false, 8, 2, 0, 1, 1);
    double[] rates = {10, 10, 29, 40, 50, 51, 52, 53};
    int[] turn = {0};
    Contest.Result result =
        new Contest(plan, new BenchLog(new PrintWriter(new StringWriter())))
            .with("a", "examples/s", () -> rates[turn[0]++])
            .run();
    assertEquals(List.of(52.0, 53.0), result.of("a").turns().values());
  }

  private static double turn(List<String> order, String name) {
    order.add(name);
    return order.size();
  }
}

package tributary.jobs.bench;

import java.util.List;

/**
 * Everything that was measured.
 *
 * @param data which rows were trained on
 * @param peers who was measured beside us
 */
public record BenchReport(
    BenchEnvironment environment, String data, String peers, BenchPlan plan, List<Figure> figures) {
  public BenchReport {
    figures = List.copyOf(figures);
  }
}

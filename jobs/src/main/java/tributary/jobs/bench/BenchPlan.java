package tributary.jobs.bench;

import java.util.Set;

/**
 * How long to measure, and what.
 *
 * @param warmUps turns of each contestant that do not count, at most
 * @param turns of each contestant that count
 * @param seconds of one turn
 * @param syntheticRows how many rows there are where Fashion-MNIST is not
 * @param heapSteps steps between the two looks at the heap
 */
public record BenchPlan(
    Set<BenchRow> rows,
    Set<PeerName> without,
    boolean quick,
    int warmUps,
    int turns,
    double seconds,
    int syntheticRows,
    long heapSteps) {
  private static final int FEW_TURNS = 3;

  public BenchPlan {
    rows = Set.copyOf(rows);
    without = Set.copyOf(without);
  }

  /** Medians that hold; some minutes. */
  public static BenchPlan full(Set<BenchRow> rows, Set<PeerName> without) {
    return new BenchPlan(rows, without, false, 8, 7, 1.0, 60_000, 2_000);
  }

  /** Shows that everything works; the figures are no more than a hint. */
  public static BenchPlan quick(Set<BenchRow> rows, Set<PeerName> without) {
    return new BenchPlan(rows, without, true, 1, 1, 0.05, 1_200, 20);
  }

  /** The same with three turns at most, for what takes long. */
  BenchPlan withFewTurns() {
    return new BenchPlan(
        rows,
        without,
        quick,
        warmUps,
        Math.min(FEW_TURNS, turns),
        seconds,
        syntheticRows,
        heapSteps);
  }
}
